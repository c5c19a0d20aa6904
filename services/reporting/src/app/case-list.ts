import type { CaseView, Severity } from '@loanwatch/contracts';
import type { Database, Scope } from '@loanwatch/engines';
import { Cursor, type Page } from '@loanwatch/platform';
import { Conditions } from './conditions';

export interface CaseFilter {
  readonly enterpriseId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly alarmId?: string | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly assignee?: string | undefined;
  /** When it was opened, [from, to) in ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ListedCase {
  readonly revision: number;
  readonly case: CaseView;
}

interface CaseRow {
  readonly case_id: string;
  readonly revision: number;
  readonly opened_at: string;
  readonly view: CaseView;
}

const newestCases = new Cursor('cases', ['integer', 'uuid']);

/** Cases, newest first: an institution's own; the platform sees all. */
export async function listCases(database: Database, scope: Scope, filter: CaseFilter): Promise<Page<ListedCase>> {
  const conditions = new Conditions()
    .when(scope.kind === 'institution' ? scope.institutionId : undefined, (id) => `institution_id = ${id}`)
    .when(filter.enterpriseId, (id) => `enterprise_id = ${id}`)
    .when(filter.siteId, (id) => `site_id = ${id}`)
    .when(filter.alarmId, (id) => `alarm_id = ${id}`)
    .when(filter.severity, (list) => `severity = ANY(${list}::text[])`)
    .when(filter.status, (list) => `status = ANY(${list}::text[])`)
    .when(filter.assignee, (subject) => `view ->> 'assignee' = ${subject}`)
    .when(filter.from, (from) => `opened_at >= ${from}`)
    .when(filter.to, (to) => `opened_at < ${to}`)
    .after(newestCases.decode(filter.cursor), 'opened_at', 'case_id');
  const { rows } = await database.transaction(
    (tx) =>
      tx.query<CaseRow>(
        `SELECT case_id, revision, opened_at, view FROM case_file WHERE ${conditions.sql}
         ORDER BY opened_at DESC, case_id DESC LIMIT ${filter.limit + 1}`,
        conditions.values,
      ),
    scope,
  );
  return newestCases.page(
    rows,
    filter.limit,
    ({ opened_at, case_id }) => [Number(opened_at), case_id],
    ({ revision, view }) => ({ revision, case: view }),
  );
}
