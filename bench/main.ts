// npm run bench: yardsticks and goals in one run, as ratios. See docs/reference/performance.md.
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { watchForeignLoad } from './measure/cpu';
import { describeMachine, type Machine } from './measure/machine';
import { MEASUREMENTS } from './measurements';
import { BARS, type Goal, GOAL_IDS, type GoalId, isReached } from './report/goal';
import { figureTable, goalTable } from './report/table';
import { FULL, type Sizes, SMOKE } from './sizes';
import { Subjects } from './subjects';
import { copyRate } from './yardsticks/copy';
import { type FileSyncResult, measureFileSync } from './yardsticks/file-sync';

const USAGE = `Usage: npm run bench -- [options]
  --json         the result as JSON on standard output; the tables go to standard error
  --full         sizes of the reference (about half an hour) instead of smoke sizes (three minutes)
  --only IDS     goals joined by commas: ${GOAL_IDS.join(', ')}
  --strict       exit with 1 when a goal is missed`;

interface BenchReport {
  readonly measuredAt: string;
  readonly size: 'smoke' | 'full';
  readonly machine: Machine;
  readonly yardsticks: { readonly fileSync: FileSyncResult; readonly copyRowsPerSecond: number };
  readonly goals: readonly Goal[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      only: { type: 'string' },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const report = await measure(chosenGoals(values.only), values.full);
  const { machine, yardsticks, goals } = report;
  const tables = [
    goalTable(goals),
    figureTable(goals),
    `Y-fs p50 ${yardsticks.fileSync.p50Ms.toFixed(3)} ms, p99 ${yardsticks.fileSync.p99Ms.toFixed(3)} ms; ` +
      `Y-copy ${Math.round(yardsticks.copyRowsPerSecond)} rows/s`,
    `${machine.cores} x ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, ` +
      `PostgreSQL ${machine.postgres}, ${report.size} size, ${report.measuredAt}`,
  ].join('\n\n');
  (values.json ? process.stderr : process.stdout).write(`\n${tables}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (values.strict && goals.some((goal) => !goal.isReached)) process.exitCode = 1;
}

function chosenGoals(only: string | undefined): readonly GoalId[] {
  if (only === undefined) return GOAL_IDS;
  const wanted = only.toUpperCase().split(',');
  const unknown = wanted.filter((id) => !GOAL_IDS.some((known) => known === id));
  if (unknown.length > 0) throw new Error(`no such goal: ${unknown.join(', ')}\n${USAGE}`);
  return GOAL_IDS.filter((id) => wanted.includes(id));
}

async function measure(ids: readonly GoalId[], full: boolean): Promise<BenchReport> {
  const sizes = full ? FULL : SMOKE;
  const measuredAt = new Date().toISOString();
  const subjects = new Subjects();
  try {
    const benchUrl = await subjects.benchUrl();
    const machine = describeMachine(await serverVersion(benchUrl));
    const yardsticks = { fileSync: measureFileSync(), copyRowsPerSecond: await copyRate(benchUrl, sizes.copySeconds) };
    const goals: Goal[] = [];
    for (const id of ids) goals.push(await measureGoal(id, subjects, sizes));
    return { measuredAt, size: full ? 'full' : 'smoke', machine, yardsticks, goals };
  } finally {
    await subjects.stop();
  }
}

/** A measurement that fails is a goal that is missed, and the others still count. */
async function measureGoal(id: GoalId, subjects: Subjects, sizes: Sizes): Promise<Goal> {
  process.stderr.write(`${id} ${BARS[id].name} ...\n`);
  const foreignLoad = watchForeignLoad();
  const begin = performance.now();
  const measured = await MEASUREMENTS[id](subjects, sizes).catch((error: unknown) => ({
    value: Number.NaN,
    broken: error instanceof Error ? error.message : String(error),
    figures: {},
  }));
  return {
    id,
    ...BARS[id],
    ...measured,
    isReached: isReached(BARS[id], measured),
    foreignLoad: foreignLoad(),
    seconds: (performance.now() - begin) / 1000,
  };
}

async function serverVersion(databaseUrl: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  return rows[0]?.server_version ?? 'unknown';
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
