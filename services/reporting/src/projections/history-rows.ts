import { copyField, type Tx } from '@loanwatch/engines';
import type { Signal } from '@loanwatch/contracts';

/** A signal that takes the place of an earlier one of the same series and event time. */
export interface Replacement {
  readonly seriesId: number;
  readonly at: number;
  readonly revision: number;
  spanMs: number;
  readonly value: number | null;
  readonly coverage: number;
  readonly detail: string;
}

const PLAIN = 'COPY history (at, span_ms, value, series_id, coverage) FROM STDIN';
const DETAILED = 'COPY history (at, span_ms, value, series_id, coverage, revision, detail) FROM STDIN';
const NULL = '\\N';

/** Rows for history as COPY text; most signals have neither a revision nor details, and theirs are the short lines. */
export class HistoryRows {
  private plain = '';
  private detailed = '';

  add(seriesId: number, at: number, spanMs: number, value: number | null, coverage: number, signal: Signal): void {
    if (signal.attributes === undefined && signal.notJudged === undefined) {
      this.plain += `${at}\t${spanMs}\t${value ?? NULL}\t${seriesId}\t${coverage}\n`;
    } else {
      this.addDetailed(seriesId, at, spanMs, value, coverage, 0, detailOf(signal));
    }
  }

  replace({ seriesId, at, spanMs, value, coverage, revision, detail }: Replacement): void {
    this.addDetailed(seriesId, at, spanMs, value, coverage, revision, detail);
  }

  async copy(tx: Tx): Promise<void> {
    await tx.copyFrom(PLAIN, this.plain);
    await tx.copyFrom(DETAILED, this.detailed);
    this.plain = '';
    this.detailed = '';
  }

  private addDetailed(
    seriesId: number,
    at: number,
    spanMs: number,
    value: number | null,
    coverage: number,
    revision: number,
    detail: string,
  ): void {
    this.detailed += `${at}\t${spanMs}\t${value ?? NULL}\t${seriesId}\t${coverage}\t${revision}\t${detail}\n`;
  }
}

/** What else a signal says, as a COPY field. */
export function detailOf({ attributes, notJudged }: Signal): string {
  if (attributes === undefined && notJudged === undefined) return NULL;
  return copyField({ ...(attributes && { attributes }), ...(notJudged && { notJudged }) });
}

interface ReplacedRow {
  readonly place: number;
  readonly span_ms: string;
  readonly is_older: boolean;
}

/** What became of a replacement: the span of the row it replaced; null when a newer one stands already. */
export type Replaced = ReadonlyMap<number, { readonly spans: readonly number[]; readonly isStale: boolean }>;

/** Removes what the given signals replace. Keys are places in the list; no entry: there was nothing. */
export async function removeReplaced(tx: Tx, replacements: readonly Replacement[]): Promise<Replaced> {
  const { rows } = await tx.query<ReplacedRow>(
    `WITH wanted AS (
       SELECT * FROM unnest($1::integer[], $2::bigint[], $3::integer[]) WITH ORDINALITY AS w (series_id, at, revision, place)
     ), older AS (
       DELETE FROM history USING wanted
       WHERE history.series_id = wanted.series_id AND history.at = wanted.at AND history.revision < wanted.revision
       RETURNING place, span_ms
     )
     SELECT place::integer, span_ms, true AS is_older FROM older
     UNION ALL
     SELECT place::integer, span_ms, false FROM wanted JOIN history USING (series_id, at)
     WHERE history.revision >= wanted.revision`,
    [
      replacements.map(({ seriesId }) => seriesId),
      replacements.map(({ at }) => at),
      replacements.map(({ revision }) => revision),
    ],
    'history-replace',
  );
  const replaced = new Map<number, { spans: number[]; isStale: boolean }>();
  for (const { place, span_ms, is_older } of rows) {
    const known = replaced.get(place - 1) ?? { spans: [], isStale: false };
    if (is_older) known.spans.push(Number(span_ms));
    else known.isStale = true;
    replaced.set(place - 1, known);
  }
  return replaced;
}
