import 'reflect-metadata';
import { EmbeddedPostgres } from '@loanwatch/engines';
import { startAllInOne } from '../../services/all-in-one/src/start';

/** What the parent is told when the product is up. */
export interface ServedProduct {
  readonly url: string;
  readonly token: string;
  /** `postgres://` URL of the owner of everything, to count what arrived. */
  readonly databaseUrl: string;
}

/** The product as it ships, in a process of its own, on a folder given by the parent; stops in order when told `stop`. */
async function main(dataDir: string): Promise<void> {
  const product = await startAllInOne({
    dataDir,
    environment: { LOANWATCH_LOG_LEVEL: 'error', LOANWATCH_STOP_DELAY_MS: '0', LOANWATCH_TRACE_RATIO: '0' },
  });
  const token = await product.token({ subject: 'bench', roles: ['admin', 'service_manager', 'information_officer'] });
  const { database } = product.engines;
  if (!(database instanceof EmbeddedPostgres)) throw new Error('the bench measures the embedded database');
  process.on('message', (message) => {
    if (message === 'stop') void product.stop().then(() => process.exit(0));
  });
  process.send?.({ url: product.url, token, databaseUrl: database.ownerUrl } satisfies ServedProduct);
}

void main(process.argv[2] as string);
