import { TOPICS } from '@loanwatch/contracts';
import type { PostgresBusOptions } from '@loanwatch/engines';
import { reportBusFailures } from './bus-failures';
import type { Logger } from './logger';

/** How every process runs its bus: failures are told, and each topic is kept as long as `contracts/topics.json` promises. */
export function busOptions(logger: Logger): PostgresBusOptions {
  const retention = Object.fromEntries(Object.values(TOPICS).map((topic) => [topic.name, topic.retention]));
  return { onFailure: reportBusFailures(logger), retention };
}
