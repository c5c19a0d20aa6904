import type { EmbeddedPostgres } from '@loanwatch/engines';

interface SharedServer {
  readonly server: EmbeddedPostgres;
  readonly directory: string;
}

/** Jest loads global set-up and tear-down in one process but as separate modules; only the global object is the same. */
interface Holder {
  loanwatchTestServer?: SharedServer | undefined;
}

export function rememberServer(shared: SharedServer): void {
  (globalThis as Holder).loanwatchTestServer = shared;
}

export function forgetServer(): SharedServer | undefined {
  const holder = globalThis as Holder;
  const shared = holder.loanwatchTestServer;
  holder.loanwatchTestServer = undefined;
  return shared;
}
