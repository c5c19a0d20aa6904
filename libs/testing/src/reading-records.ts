import {
  type EntityOf,
  makeEvent,
  type MessageRecord,
  parseEvent,
  type Reading,
  type Signal,
} from '@loanwatch/contracts';
import type { Bus } from '@loanwatch/engines';
import { randomIds } from '@loanwatch/kernel';

/** The record with which device-ingest tells of accepted readings; received when the newest was observed, unless said. */
export function readingsRecord(
  device: EntityOf<'device'>,
  readings: readonly Reading[],
  { receivedAt, id = randomIds.next() }: { readonly receivedAt?: number; readonly id?: string } = {},
): MessageRecord {
  return makeEvent('loanwatch.readings.recorded.v1', {
    id,
    source: '/loanwatch/device-ingest',
    time: 0,
    key: device.id,
    correlationId: id,
    causationId: id,
    data: {
      deviceId: device.id,
      siteId: device.siteId,
      enterpriseId: device.enterpriseId,
      receivedAt: receivedAt ?? Math.max(...readings.map(({ observedAt }) => observedAt)),
      transport: 'http',
      format: 'generic',
      readings: [...readings],
    },
  });
}

/** All signals on the bus, in order. */
export async function publishedSignals(bus: Bus): Promise<Signal[]> {
  const signals: Signal[] = [];
  for await (const records of bus.readAll('signals')) {
    for (const { value } of records) signals.push(...parseEvent(value, 'loanwatch.signals.derived.v1').data.signals);
  }
  return signals;
}
