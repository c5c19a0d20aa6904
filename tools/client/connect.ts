import { readRuntime } from '../../services/all-in-one/src/runtime-file';
import { LoanwatchClient } from './client';
import { givenToken, type Identity, localInstallation } from './identity';

/** What the command line tools take to find Loanwatch. */
export interface ConnectOptions {
  /** Address; default: LOANWATCH_URL, then that of the data folder, then http://localhost:8080. */
  readonly url?: string | undefined;
  /** Data folder of an all-in-one on this machine; default: LOANWATCH_DATA_DIR, then ./data. */
  readonly data?: string | undefined;
}

const DEFAULT_URL = 'http://localhost:8080';

/**
 * A client for the command line: with the token in LOANWATCH_TOKEN, or without one as anybody, by tokens made with the
 * key in the data folder. Throws `NoAccess`.
 */
export async function connect(options: ConnectOptions, identity: Identity): Promise<LoanwatchClient> {
  const folder = dataFolder(options);
  const token = process.env['LOANWATCH_TOKEN'];
  if (token !== undefined && token !== '') {
    return new LoanwatchClient({ url: await address(options, folder), tokens: givenToken(token), identity });
  }
  const { url, tokens } = await localInstallation(folder);
  return new LoanwatchClient({ url: options.url ?? process.env['LOANWATCH_URL'] ?? url, tokens, identity });
}

/** A client for requests that show another credential than a token. */
export async function connectWithoutToken(options: ConnectOptions): Promise<LoanwatchClient> {
  const url = await address(options, dataFolder(options));
  return new LoanwatchClient({ url, tokens: givenToken(''), identity: { role: 'client' } });
}

function dataFolder({ data }: ConnectOptions): string {
  return data ?? process.env['LOANWATCH_DATA_DIR'] ?? './data';
}

async function address({ url }: ConnectOptions, folder: string): Promise<string> {
  return url ?? process.env['LOANWATCH_URL'] ?? (await readRuntime(folder))?.url ?? DEFAULT_URL;
}
