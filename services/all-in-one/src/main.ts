import path from 'node:path';
import { exitAfterFailedStart, stopOnSignals } from '@loanwatch/platform';
import { readArguments, USAGE } from './arguments';
import { printBanner } from './banner';
import { AllInOneConfig } from './config';
import { seedDemo } from './demo';
import { readRuntime } from './runtime-file';
import { startAllInOne } from './start';

async function main(): Promise<void> {
  const { help, demo, environment } = readArguments(process.argv.slice(2), process.env, process.stdout.isTTY);
  if (help) {
    console.log(USAGE);
    return;
  }
  const preset = new AllInOneConfig();
  const dataDir = path.resolve(environment['LOANWATCH_DATA_DIR'] ?? preset.LOANWATCH_DATA_DIR);
  // A folder in use never gets demonstration data among the real ones.
  const isNew = (await readRuntime(dataDir)) === undefined;
  const loanwatch = await startAllInOne({
    dataDir,
    environment: {
      LOANWATCH_HTTP_PORT: String(preset.LOANWATCH_HTTP_PORT),
      LOANWATCH_MQTT_PORT: String(preset.LOANWATCH_MQTT_PORT),
      // The lender's system of the demonstration listens on this machine.
      ...(demo && isNew ? { LOANWATCH_WEBHOOK_ALLOW_PRIVATE: 'true' } : {}),
      LOANWATCH_RATE_LIMIT: String(preset.LOANWATCH_RATE_LIMIT),
      LOANWATCH_LOG_LEVEL: preset.LOANWATCH_LOG_LEVEL,
      ...environment,
    },
  });
  stopOnSignals(() => loanwatch.stop(), loanwatch.logger);
  printBanner(loanwatch, dataDir);
  if (demo) await seedDemo(loanwatch, isNew);
}

main().catch(exitAfterFailedStart);
