import type { Command } from 'commander';
import { rebuildProjections, type RebuildReport, type TableComparison } from '@loanwatch/reporting';
import type { Column } from '../command/table';
import { localEngines } from './local-engines';
import { CommandError } from '../command/failure';
import { Session } from './session';

interface RebuildOptions {
  readonly check?: boolean;
  readonly allowLoss?: boolean;
}

const TABLES: readonly Column<TableComparison>[] = [
  { zh: '表', en: 'table', value: ({ table }) => table },
  { zh: '现有行数', en: 'rows', value: ({ live }) => live },
  { zh: '重建行数', en: 'rebuilt', value: ({ rebuilt }) => rebuilt },
  { zh: '是否一致', en: 'equal', value: ({ equal }) => (equal ? '=' : '!!') },
];

/** loanwatch rebuild reporting [--check]: the read side anew from the logs. Works on the database, not over the API. */
export function addRebuildCommand(program: Command): void {
  program
    .command('rebuild')
    .description('build what a service derived anew from the logs; Loanwatch may be running')
    .command('reporting')
    .description('history, roll-ups, statistics and lists')
    .option('--check', 'change nothing: compare, row for row, with what the logs give')
    .option('--allow-loss', 'rebuild although the logs hold less than the tables; the difference is lost')
    .action(async ({ check = false, allowLoss = false }: RebuildOptions, command: Command) => {
      const session = Session.of(command);
      const report = await rebuild(session.dataFolder, { check, allowLoss });
      if (report.mode === 'checked') session.show(report.tables, TABLES);
      const { signals = 0, lifecycle = 0 } = report.records;
      const seconds = (report.elapsedMs / 1000).toFixed(1);
      console.error(`${signals} + ${lifecycle} records, ${report.skipped} skipped, ${seconds} s`);
      if (report.equal === false) throw new CommandError('The tables differ from what the logs give.');
    });
}

async function rebuild(dataFolder: string, options: Required<RebuildOptions>): Promise<RebuildReport> {
  const engines = await localEngines(dataFolder);
  await engines.start();
  try {
    return await rebuildProjections(engines, {
      ...options,
      onProgress: ({ topic, records }) => {
        if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${topic} ${records}`);
      },
    });
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
    await engines.stop();
  }
}
