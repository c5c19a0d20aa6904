// npm run contracts:publish: promises the contracts as they are now. From then on check:contracts refuses to break them.
// Before version 1.0.0 "--forget <thing>" takes a promise back, e.g. npm run contracts:publish -- --forget topic\ signals
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { LOCK, readLock } from './contracts/check';
import { additions, breakingChanges, publishedForm } from './contracts/compatibility';
import { readContracts, readJson, ROOT } from './contracts/source';

function main(): void {
  const forgotten = process.argv.slice(2).filter((argument) => argument !== '--forget');
  const { version } = readJson(path.join(ROOT, 'package.json')) as { readonly version: string };
  if (forgotten.length > 0 && !version.startsWith('0.')) {
    console.log(`${version} is out: what was published stays. Make a new version of the message.`);
    process.exitCode = 1;
    return;
  }
  const published = Object.fromEntries(Object.entries(readLock(ROOT)).filter(([thing]) => !forgotten.includes(thing)));
  const now = publishedForm(readContracts(ROOT));
  const broken = breakingChanges(published, now);
  for (const change of broken) console.log(change);
  if (broken.length > 0) {
    process.exitCode = 1;
    return;
  }
  const added = additions(published, now);
  writeFileSync(path.join(ROOT, LOCK), `${JSON.stringify(now, null, 1)}\n`);
  console.log(`${added.length} additions published`);
}

main();
