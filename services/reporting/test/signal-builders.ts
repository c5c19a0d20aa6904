import { makeEvent, type Signal } from '@loanwatch/contracts';
import type { BusRecord, Database, OutgoingRecord } from '@loanwatch/engines';
import { derivedId } from '@loanwatch/kernel';
import { type PinSource } from '../src/projections/series-pins';

export const ENTERPRISE = derivedId('enterprise', 1);
export const SITE = derivedId('site', 1);
export const DEVICE = derivedId('device', 1);

/** Every site in one zone, every point stands for five minutes at most. */
export function pins(timeZone: string, usualMs = 300_000): PinSource {
  return { ready: () => Promise.resolve(), pinsOf: () => ({ timeZone, usualMs }) };
}

export function aSignal(parts: Partial<Signal> & Pick<Signal, 'metric' | 'at'>): Signal {
  return { subject: `channel:${DEVICE}/c1`, value: 1, coverage: 1, algorithm: 'test.signal@1', ...parts };
}

export interface BatchParts {
  readonly enterpriseId?: string;
  readonly siteId?: string | null;
  readonly signals: readonly Signal[];
}

let made = 0;

export function signalRecord({ enterpriseId = ENTERPRISE, siteId = SITE, signals }: BatchParts): OutgoingRecord {
  const id = derivedId('test-record', made++);
  return makeEvent('loanwatch.signals.derived.v1', {
    id,
    source: '/loanwatch/metering',
    time: 0,
    key: enterpriseId,
    correlationId: id,
    causationId: id,
    data: { enterpriseId, siteId, service: 'metering', live: false, receivedAt: 0, signals },
  });
}

export function asBusRecord(record: OutgoingRecord, partition = 0): BusRecord {
  return { ...record, partition, position: '0:0' };
}

export async function rowsOf<R>(database: Database, sql: string): Promise<R[]> {
  return (await database.query<R>(sql)).rows;
}
