import type { Command } from 'commander';
import type { Query } from '../client';
import type { Column } from '../command/table';
import { DEVICES, ENTERPRISES, INSTITUTIONS, RULES, SITES } from './columns';
import { addReportCommands } from './report-commands';
import { Session } from './session';

interface ListOptions {
  readonly limit: string;
  readonly site?: string;
  readonly q?: string;
}

/** loanwatch get <kind>: lists as tables. */
export function addGetCommands(program: Command): void {
  const get = program.command('get').description('lists as tables, or with --json');

  addList(get, 'institutions', INSTITUTIONS, ({ q }) => ({ q }));
  addList(get, 'enterprises', ENTERPRISES, ({ q }) => ({ q }));
  addList(get, 'sites', SITES, ({ q }, enterpriseId) => ({ q, enterpriseId }));
  addList(get, 'devices', DEVICES, ({ q, site }, enterpriseId) => ({ q, enterpriseId, siteId: site }));
  addList(get, 'rules', RULES, () => ({}));
  addReportCommands(get);
}

function addList<Row>(
  get: Command,
  kind: string,
  columns: readonly Column<Row>[],
  query: (options: ListOptions, enterpriseId: string | undefined) => Query,
): void {
  get
    .command(kind)
    .option('--q <text>', 'beginning of the name')
    .option('--site <id>', 'only this site')
    .option('--limit <n>', 'most rows', '200')
    .action(async (options: ListOptions, command: Command) => {
      const session = Session.of(command);
      const client = await session.staff('risk_manager', kind === 'rules' ? 'service_manager' : 'admin');
      session.show(
        await client.collect<Row>(`/v1/${kind}`, query(options, session.enterprise), Number(options.limit)),
        columns,
      );
    });
}
