import type { ConsumerFailure } from '@loanwatch/engines';
import type { Logger } from './logger';
import { createCounter } from './metrics';

const failures = createCounter('consumer.failures', 'Batches that a consumer could not handle, by group and topic');

/**
 * Makes failing consumers visible: a log line and a metric. The line names the error, never its text: a message of
 * PostgreSQL or of a schema may quote what a device or a person sent. The whole of it is in the dead letters.
 */
export function reportBusFailures(logger: Logger): (failure: ConsumerFailure) => void {
  return ({ group, topic, position, error, deadLettered }) => {
    failures.add(1, { group, topic, dead_lettered: deadLettered });
    const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
    const line = { group, topic, position, deadLettered, error: name, code, at: firstFrame(error) };
    if (deadLettered) logger.error(line, 'a record was put into the dead letters');
    else logger.warn(line, 'a consumer could not handle a batch and tries again');
  };
}

function firstFrame(error: unknown): string | undefined {
  return error instanceof Error
    ? error.stack
        ?.split('\n')
        .find((line) => line.startsWith('    at '))
        ?.trim()
    : undefined;
}
