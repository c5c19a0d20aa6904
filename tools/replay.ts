// npm run replay -- --file X.csv[.gz] --mapping M.json: sends a history of measurements through the ingest API.
import { Command, InvalidArgumentError } from 'commander';
import { connect, connectWithoutToken } from './client';
import { CommandError } from './command/failure';
import { runProgram } from './command/run-program';
import { DeviceKeys } from './replay/device-keys';
import { readMapping } from './replay/mapping';
import { ProgressLine, summaryText } from './replay/progress-line';
import { replayFile } from './replay/replay-file';
import { applySetup } from './setup/apply-setup';
import { readSetup } from './setup/setup-file';

const REJECTED_EXIT = 2;

interface Options {
  readonly file: string;
  readonly mapping: string;
  readonly keys?: string;
  readonly setup?: string;
  readonly speed: number;
  readonly allowRejects?: boolean;
  readonly url?: string;
  readonly data?: string;
}

const program = new Command('npm run replay --')
  .description('Sends a CSV file of measurements to Loanwatch at the times that the file gives.')
  .requiredOption('--file <csv>', 'CSV file, plain or gzipped (.gz)')
  .requiredOption('--mapping <json>', 'how its rows become readings; see docs/how-to/replay-your-own-history.md')
  .option('--keys <json>', 'device keys by the names in the mapping, as loanwatch apply --keys writes them')
  .option('--setup <yaml>', 'creates what the file needs first, as loanwatch apply does, and issues device keys')
  .option('--speed <n>', 'times faster than it happened, or max', speedOf, Infinity)
  .option('--allow-rejects', 'end with 0 even when measurements were rejected')
  .option('--url <url>', 'address of Loanwatch (LOANWATCH_URL)')
  .option('--data <folder>', 'data folder of Loanwatch on this machine (LOANWATCH_DATA_DIR)')
  .exitOverride()
  .action(run);

async function run(options: Options): Promise<void> {
  const mapping = await readMapping(options.mapping);
  const keys = await keysFor(options);
  const client = await connectWithoutToken(options);
  // Nobody waits for a server that was never there.
  await client.patient(0).get('/health/live');
  const started = performance.now();
  const line = new ProgressLine(process.stderr);
  const tally = await replayFile({
    client,
    keys,
    mapping,
    file: options.file,
    speed: options.speed,
    onProgress: (count, share) => line.show(count, share),
  });
  line.end();
  console.log(summaryText(tally, (performance.now() - started) / 1000));
  if (tally.failures > 0 && options.allowRejects !== true) {
    console.error(`${tally.failures} measurements were not taken; --allow-rejects accepts that.`);
    process.exitCode = REJECTED_EXIT;
  }
}

async function keysFor(options: Options): Promise<DeviceKeys> {
  if (options.setup === undefined) {
    if (options.keys === undefined) throw new CommandError('Name the device keys with --keys, or a --setup file.');
    return DeviceKeys.read(options.keys);
  }
  const client = await connect(options, { role: 'admin' });
  const { keys } = await applySetup(client, await readSetup(options.setup), { keyFile: options.keys });
  return new DeviceKeys(keys);
}

function speedOf(text: string): number {
  if (text === 'max') return Infinity;
  const speed = Number(text);
  if (!(speed > 0)) throw new InvalidArgumentError('a number above 0, or max');
  return speed;
}

runProgram(program);
