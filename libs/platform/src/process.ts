import { MigrationChanged } from '@loanwatch/engines';
import { ConfigError } from './config';
import type { Logger } from './logger';
import { StartRefused } from './start-refused';

const EXIT_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/** SIGTERM and SIGINT stop the process in order and end it with 0; the second one ends it at once. */
export function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  let stopping = false;
  const onSignal = (signal: keyof typeof EXIT_BY_SIGNAL): void => {
    if (stopping) process.exit(EXIT_BY_SIGNAL[signal]);
    stopping = true;
    logger.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

/** Ends the process for a start that failed: what the operator can change in one message, the rest with its stack. */
export function exitAfterFailedStart(error: unknown): never {
  const refused = error instanceof ConfigError || error instanceof StartRefused;
  const isKnown = refused || error instanceof MigrationChanged;
  const text = isKnown ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(refused ? error.exitCode : 1);
}
