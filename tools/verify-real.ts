// npm run verify:real -- [--json] [--series DIR] [--only NAME]: Loanwatch on real measurement series, over its public API.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { startAllInOne } from '../services/all-in-one/src/start';
import { issuedTokens, LoanwatchClient } from './client';
import { CommandError } from './command/failure';
import { runProgram } from './command/run-program';
import { tableText } from './command/table';
import { Bank } from './verify-real/bank';
import { attendance } from './verify-real/checks/attendance';
import { factory } from './verify-real/checks/factory';
import { footfall } from './verify-real/checks/footfall';
import { gate } from './verify-real/checks/gate';
import { machine } from './verify-real/checks/machine';
import { steel } from './verify-real/checks/steel';
import type { Result } from './verify-real/result';

const CHECKS: Readonly<Record<string, (bank: Bank) => Promise<Result>>> = {
  factory,
  attendance,
  gate,
  footfall,
  machine,
  steel,
};
const DEFAULT_FOLDER = path.resolve(__dirname, '../../shared/data');

interface Options {
  readonly json?: boolean;
  readonly series: string;
  readonly only: readonly string[];
}

interface Row extends Result {
  readonly seconds: number;
}

async function run({ json, series, only }: Options): Promise<void> {
  if (!existsSync(series))
    throw new CommandError(`There are no series in ${series}: name their folder with --series or LOANWATCH_SERIES.`);
  // Its log goes to standard output, which belongs to the rows then.
  const loanwatch = await startAllInOne(json === true ? { environment: { LOANWATCH_LOG_LEVEL: 'silent' } } : {});
  try {
    const tokens = issuedTokens(loanwatch.issuer);
    const client = new LoanwatchClient({ url: loanwatch.url, tokens, identity: { role: 'admin' } });
    const bank = new Bank(client, series);
    const rows: Row[] = [];
    for (const name of only) rows.push(await timed(name, bank));
    if (json === true) console.log(JSON.stringify(rows, null, 2));
    else print(rows);
    if (rows.some(({ passed }) => !passed)) process.exitCode = 1;
  } finally {
    await loanwatch.stop();
  }
}

async function timed(name: string, bank: Bank): Promise<Row> {
  const check = CHECKS[name];
  if (check === undefined)
    throw new CommandError(`There is no check ${name}; there are ${Object.keys(CHECKS).join(', ')}.`);
  const started = performance.now();
  const result = await check(bank).catch((error: unknown): Result => ({
    series: name,
    passed: false,
    expected: 'the check runs',
    seen: { error: String(error) },
  }));
  console.error(`${result.passed ? 'ok  ' : 'FAIL'} ${result.series}`);
  return { ...result, seconds: Math.round((performance.now() - started) / 100) / 10 };
}

function print(rows: readonly Row[]): void {
  console.log(
    tableText(
      rows,
      [
        { zh: '', en: 'series', value: ({ series }) => series },
        { zh: '', en: '', value: ({ passed }) => (passed ? 'ok' : 'FAIL') },
        { zh: '', en: 's', value: ({ seconds }) => seconds },
        { zh: '', en: 'expected', value: ({ expected }) => expected, most: 60 },
        { zh: '', en: 'seen', value: ({ seen }) => JSON.stringify(seen), most: 200 },
      ],
      'en',
    ),
  );
}

const program = new Command('npm run verify:real --')
  .description('Replays real measurement series into a Loanwatch of its own and checks what it finds.')
  .option('--json', 'print a row per series as JSON')
  .option('--series <folder>', 'folder of the series', process.env['LOANWATCH_SERIES'] ?? DEFAULT_FOLDER)
  .option('--only <names...>', `only these of ${Object.keys(CHECKS).join(', ')}`, Object.keys(CHECKS))
  .exitOverride()
  .action(run);

runProgram(program);
