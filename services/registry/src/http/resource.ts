import type { EntityKind, EntityOf } from '@loanwatch/contracts';
import type { Scope, Tx } from '@loanwatch/engines';
import { Answer, Cursor, type Page, type PageQuery, type Role } from '@loanwatch/platform';
import { ApiProperty } from '@nestjs/swagger';
import type { Registry, Shown } from '../app/registry';
import type { Filters } from '../db/entity-rows';
import type { ChangesOf, DraftOf } from '../domain/drafts';
import type { RecordView } from './dto/record.dto';

type Class<T> = new () => T;
export type ViewOf<K extends EntityKind> = EntityOf<K> & RecordView;

/** What the standard operations need to know about a kind. */
export interface Resource<K extends EntityKind> {
  readonly kind: K;
  /** Segment of the path, e.g. `key-persons`. */
  readonly path: string;
  /** For summaries, with its article: `an enterprise`. */
  readonly one: string;
  readonly readers: readonly [Role, ...Role[]];
  readonly writers: readonly [Role, ...Role[]];
  /** Body of POST; may carry more than goes into the record. */
  readonly draft: Class<DraftOf<K>>;
  /** Body of PUT. */
  readonly changes: Class<ChangesOf<K>>;
  /** Body of PATCH. */
  readonly patch: Class<object>;
  readonly view: Class<ViewOf<K>>;
  readonly query: Class<PageQuery>;
}

/** The record as it is shown. To a lender it does not tell which other lender registered an enterprise. */
export function viewOf<K extends EntityKind>({ entity, extra, version, updatedAt }: Shown<K>, scope: Scope): object {
  const view = { ...entity, ...extra, version, updatedAt };
  const isOthers =
    scope.kind === 'institution' && 'registeredBy' in entity && entity.registeredBy !== scope.institutionId;
  return isOthers ? { ...view, registeredBy: null } : view;
}

export const ETAG = {
  ETag: { description: 'The version, quoted', schema: { type: 'string', example: '"1"' } },
} as const;

export function ok<K extends EntityKind>(record: Shown<K>, scope: Scope): Answer {
  return Answer.ok(viewOf(record, scope), record.version);
}

/** `more` goes into the answer besides the record. */
export function created<K extends EntityKind>(
  path: string,
  record: Shown<K> | undefined,
  scope: Scope,
  more: object = {},
): Answer {
  if (record === undefined) throw new Error('nothing was made');
  return Answer.created({ ...viewOf(record, scope), ...more }, `/v1/${path}/${record.entity.id}`, record.version);
}

/** The page that a query asks for; what of the query is not paging is a filter, as is `more`. */
export async function pageOf(
  registry: Registry,
  tx: Tx,
  scope: Scope,
  kind: EntityKind,
  query: PageQuery,
  more: Filters = {},
): Promise<Page<object>> {
  const { limit, cursor: sent, ...asked } = query;
  const cursor = new Cursor(kind, ['uuid']);
  const after = cursor.decode(sent)?.[0];
  const records = await registry.list(tx, scope, kind, {
    ...{ filters: { ...asked, ...more }, limit: limit + 1 },
    ...(after !== undefined && { after: String(after) }),
  });
  return cursor.page(
    records,
    limit,
    ({ entity }) => [entity.id],
    (record) => viewOf(record, scope),
  );
}

const pageViews = new Map<Class<object>, Class<object>>();

/** The answer of a list; OpenAPI knows no generics, so each view has a class of its own. */
export function pageViewOf(view: Class<object>): Class<object> {
  const known = pageViews.get(view);
  if (known !== undefined) return known;
  class PageView {
    @ApiProperty({ type: [view] })
    items!: object[];

    @ApiProperty({
      type: String,
      nullable: true,
      description: 'Send it as `cursor` for the next page; null on the last',
    })
    nextCursor!: string | null;
  }
  Object.defineProperty(PageView, 'name', { value: view.name.replace(/View$/, 'Page') });
  pageViews.set(view, PageView);
  return PageView;
}
