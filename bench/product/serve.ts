import 'reflect-metadata';
import { startAllInOne } from '../../services/all-in-one/src/start';

/** The product as it ships, in a process of its own, on a folder given by the parent. Messages `{ tokenFor }` are answered with a token. */
async function main(dataDir: string): Promise<void> {
  const product = await startAllInOne({
    dataDir,
    environment: { LOANWATCH_LOG_LEVEL: 'error', LOANWATCH_STOP_DELAY_MS: '0', LOANWATCH_TRACE_RATIO: '0' },
  });
  const token = await product.token({ subject: 'bench', roles: ['admin', 'service_manager', 'information_officer'] });
  process.on('message', (message) => {
    if (message === 'stop') void product.stop().then(() => process.exit(0));
  });
  process.send?.({ url: product.url, token });
}

void main(process.argv[2] as string);
