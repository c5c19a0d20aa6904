import { metric as metricOf, type Metric } from '@loanwatch/contracts';
import type { Database, Scope } from '@loanwatch/engines';
import { type Clock, DomainError } from '@loanwatch/kernel';
import type { EntityIndex } from '@loanwatch/platform';
import { firstDayFrom, type Stretch, wholeDays } from '../domain/sight';
import { deviceIn } from '../projections/series-pins';
import { dayPoints, hourPoints, monthPoints } from './bucket-points';
import { rawPoints } from './raw-points';
import { type Point, type PointsBySeries, type Wanted, type WantedDates } from './series-points';
import { findSeries, type SeriesRecord } from './series-records';
import { type Sight, type Sights, unseen } from './sights';

export const BUCKETS = ['raw', 'hour', 'day', 'month'] as const;
export type BucketSize = (typeof BUCKETS)[number];

export interface SeriesRequest {
  readonly metric: string;
  readonly subject?: string | undefined;
  readonly siteId?: string | undefined;
  readonly enterpriseId?: string | undefined;
  /** Beginnings of the points, [from, to) in ms. */
  readonly from: number;
  readonly to: number;
  readonly bucket: BucketSize;
}

export interface SeriesAnswer {
  readonly metric: Metric;
  readonly series: readonly { readonly record: SeriesRecord; readonly points: readonly Point[] }[];
}

/** Points of the series of a metric: of one subject, of a site or of an enterprise. */
export class SeriesQuery {
  constructor(
    private readonly database: Database,
    private readonly entities: EntityIndex,
    private readonly sights: Sights,
    private readonly clock: Clock,
  ) {}

  /** Throws `request.invalid`, `entity.not-found`, `series.too-many-points`. */
  async points(scope: Scope, request: SeriesRequest): Promise<SeriesAnswer> {
    const metric = requireSignalMetric(request.metric);
    const { subject, siteId, enterpriseId } = request;
    if (subject === undefined && siteId === undefined && enterpriseId === undefined) {
      throw invalid('/subject', 'give a subject, a siteId or an enterpriseId');
    }
    if (request.from >= request.to) throw invalid('/from', 'must lie before to');
    const sight = this.sights.of(scope);
    const enterpriseIds = enterpriseId === undefined ? undefined : [enterpriseId];
    const found = await findSeries(this.database, { metrics: [metric.code], subject, siteId, enterpriseIds });
    const seen = found.flatMap((series) => wantedOf(series, sight, request) ?? []);
    if (seen.length === 0 && !this.isInSight(request, metric, sight)) throw unseen('series');
    const points = await this.read(seen, metric, request.bucket);
    return {
      metric,
      series: seen.map(({ series }) => ({ record: series, points: points.get(series.id) ?? [] })),
    };
  }

  private read(wanted: readonly Wanted[], metric: Metric, bucket: BucketSize): Promise<PointsBySeries> {
    const now = this.clock.now();
    if (wanted.length === 0) return Promise.resolve(new Map());
    switch (bucket) {
      case 'raw':
        return rawPoints(this.database, wanted, metric);
      case 'hour':
        return hourPoints(this.database, wanted, metric, now);
      case 'day':
        return dayPoints(this.database, datesOf(wanted), metric, now);
      case 'month':
        return monthPoints(this.database, datesOf(wanted), metric, now);
    }
  }

  /** Whether what is asked for exists and may be seen, though nothing has been told of it yet. */
  private isInSight({ subject, siteId, enterpriseId }: SeriesRequest, { family }: Metric, sight: Sight): boolean {
    const owners = [
      ...(enterpriseId === undefined ? [] : [this.entities.enterprise(enterpriseId)?.id]),
      ...(siteId === undefined ? [] : [this.entities.site(siteId)?.enterpriseId]),
      ...(subject === undefined ? [] : [this.ownerOf(subject)]),
    ];
    const [owner] = owners;
    if (owner === undefined || owners.some((other) => other !== owner)) return false;
    return sight.stretch(owner, family) !== undefined;
  }

  private ownerOf(subject: string): string | undefined {
    const deviceId = deviceIn(subject);
    if (deviceId !== undefined) return this.entities.device(deviceId)?.enterpriseId;
    const [kind, id = ''] = subject.split(':', 2);
    if (kind === 'site') return this.entities.site(id)?.enterpriseId;
    return kind === 'enterprise' ? this.entities.enterprise(id)?.id : undefined;
  }
}

/** What of a series is asked for and may be seen; undefined: nothing, whatever is asked for. */
function wantedOf(series: SeriesRecord, sight: Sight, { from, to }: SeriesRequest): Wanted | undefined {
  const stretch = sight.stretch(series.enterpriseId, series.family);
  if (stretch === undefined) return undefined;
  const begins: Stretch = { from: Math.max(from, stretch.from), until: Math.min(to, stretch.until) };
  return { series, begins, endsBy: stretch.until };
}

/** Days that begin in the stretch and lie wholly in what may be seen. */
function datesOf(wanted: readonly Wanted[]): readonly WantedDates[] {
  return wanted.map(({ series, begins, endsBy }) => {
    const { timeZone } = series;
    const until = firstDayFrom(begins.until, timeZone);
    const end = wholeDays({ from: -Infinity, until: endsBy }, timeZone).until;
    return {
      series,
      from: firstDayFrom(begins.from, timeZone),
      until: end !== undefined && end < until ? end : until,
    };
  });
}

function requireSignalMetric(code: string): Metric {
  const metric = metricOf(code);
  if (metric === undefined || metric.of === 'reading') throw invalid('/metric', 'is not a metric of signals');
  return metric;
}

function invalid(pointer: string, detail: string): DomainError {
  return new DomainError('request.invalid', 'invalid', 'The request does not match what this address takes.', {
    errors: [{ pointer, detail }],
  });
}
