import path from 'node:path';
import type { AllInOne } from './start';

/** What somebody who has just started it wants to know next. */
export function printBanner({ url, mqttUrl }: AllInOne, dataDir: string): void {
  const relative = path.relative(process.cwd(), dataDir);
  const data = relative === '' || relative.startsWith('..') ? dataDir : relative;
  console.log(`
Loanwatch is running.
  API and Swagger  ${url}/docs
  Devices          POST ${url}/v1/readings${mqttUrl === null ? '' : `, ${mqttUrl}`}
  A token          npm run -s token -- --role service_manager${data === 'data' ? '' : ` --data ${data}`}
  Data folder      ${data}
Stop it with Ctrl-C; nothing is lost.
`);
}
