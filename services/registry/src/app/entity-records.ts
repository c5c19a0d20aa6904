import { type EntityKind, makeEvent, type MessageData } from '@loanwatch/contracts';
import type { OutgoingRecord } from '@loanwatch/engines';
import type { Clock, Ids } from '@loanwatch/kernel';
import { currentTraceparent } from '@loanwatch/platform';
import type { Stored } from '../domain/drafts';

/** The messages about changed records, for the `entities` topic. What one request changes shares a correlation. */
export function entityRecords<K extends EntityKind>(
  kind: K,
  changed: readonly Stored<K>[],
  deleted: boolean,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): OutgoingRecord[] {
  const at = clock.now();
  const correlationId = ids.next();
  const traceparent = currentTraceparent();
  return changed.map(({ entity, version }) =>
    makeEvent('loanwatch.entity.changed.v1', {
      id: ids.next(),
      source: '/loanwatch/registry',
      time: at,
      key: `${kind}:${entity.id}`,
      correlationId,
      causationId: correlationId,
      traceparent,
      // The union of the kinds is one type per kind; the compiler cannot see that kind and entity go together.
      data: {
        kind,
        id: entity.id,
        version,
        deleted,
        at,
        entity,
      } as unknown as MessageData['loanwatch.entity.changed.v1'],
    }),
  );
}
