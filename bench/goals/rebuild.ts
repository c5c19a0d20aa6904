import { Client } from 'pg';
import { type MessageRecord, makeEvent } from '@loanwatch/contracts';
import { embeddedEngines, EmbeddedPostgres } from '@loanwatch/engines';
import { derivedId } from '@loanwatch/kernel';
import { createService, ReportingConfig } from '@loanwatch/reporting';
import { aPlace, entityRecord } from '@loanwatch/testing';
import { rmSync } from 'node:fs';
import { newFolder } from '../measure/folder';
import { median } from '../measure/statistics';
import { fillEvents, rawReadRate } from '../yardsticks/append';
import { logReadRate } from '../yardsticks/log-read';

const DEVICES = 50;
const SIGNALS_PER_BATCH = 100;
const BATCHES_PER_PUBLISH = 100;
const INTERVAL_MS = 15 * 60_000;
const START_MS = Date.UTC(2026, 2, 1);
const LIMIT_MS = 300_000;

export interface RebuildResult {
  readonly signals: number;
  /** Y-read: events of the event-store kind read, parsed and folded. */
  readonly rawEventsPerSecond: number;
  /** The same of the very log that is rebuilt from, a hundred signals a record. */
  readonly rawLogSignalsPerSecond: number;
  /** From the start of the service on an empty projection until history and roll-ups hold everything. */
  readonly rebuiltPerSecond: number;
}

/** G10: reporting's history and roll-ups out of the signals on the bus, by its own consumer. */
export async function measureRebuild(benchUrl: string, signals: number): Promise<RebuildResult> {
  const dataDir = newFolder();
  const engines = embeddedEngines({ dataDir });
  await engines.start();
  const { database } = engines;
  if (!(database instanceof EmbeddedPostgres)) throw new Error('the bench measures the embedded database');
  const client = new Client({ connectionString: database.ownerUrl });
  try {
    await client.connect();
    const { enterprise, site } = aPlace();
    await engines.bus.publish([entityRecord('enterprise', enterprise), entityRecord('site', site)]);
    const batches = Math.ceil(signals / SIGNALS_PER_BATCH);
    for (let from = 0; from < batches; from += BATCHES_PER_PUBLISH) {
      const count = Math.min(BATCHES_PER_PUBLISH, batches - from);
      await engines.bus.publish(Array.from({ length: count }, (_, index) => signalRecord(site, from + index)));
    }
    await fillEvents(benchUrl, signals);
    const readBefore = await rawReadRate(benchUrl);
    const rawLog = await logReadRate(client, 'signals');
    const begin = performance.now();
    const service = await createService(engines, new ReportingConfig());
    await service.start();
    await rebuilt(client, batches * SIGNALS_PER_BATCH);
    const seconds = (performance.now() - begin) / 1000;
    await service.stop();
    const readAfter = await rawReadRate(benchUrl);
    return {
      signals: batches * SIGNALS_PER_BATCH,
      rawEventsPerSecond: median([readBefore, readAfter]),
      rawLogSignalsPerSecond: rawLog * SIGNALS_PER_BATCH,
      rebuiltPerSecond: (batches * SIGNALS_PER_BATCH) / seconds,
    };
  } finally {
    await client.end();
    await engines.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** One batch of a gateway with a hundred temperature channels; the gateways in turn, a quarter of an hour apart. */
function signalRecord(site: { readonly id: string; readonly enterpriseId: string }, number: number): MessageRecord {
  const id = derivedId('bench-signals', number);
  const deviceId = derivedId('bench-gateway', number % DEVICES);
  const at = START_MS + Math.floor(number / DEVICES) * INTERVAL_MS;
  return makeEvent('loanwatch.signals.derived.v1', {
    id,
    source: '/loanwatch/metering',
    time: at,
    key: site.enterpriseId,
    correlationId: id,
    causationId: id,
    data: {
      enterpriseId: site.enterpriseId,
      siteId: site.id,
      service: 'metering',
      live: false,
      receivedAt: at,
      signals: Array.from({ length: SIGNALS_PER_BATCH }, (_, channel) => ({
        metric: 'temperature',
        subject: `channel:${deviceId}/c${channel}`,
        at,
        value: 20 + ((number + channel) % 1000) / 100,
        coverage: 1,
        algorithm: 'metering.gauge@1',
      })),
    },
  });
}

/** The months are folded last. */
async function rebuilt(client: Client, signals: number): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  for (;;) {
    const { rows } = await client.query<{ n: number }>(
      'select coalesce(sum(n), 0)::integer as n from reporting.rollup_month',
    );
    if (rows[0]?.n === signals) return;
    if (performance.now() > limit) throw new Error(`rebuilt ${rows[0]?.n} of ${signals} signals in five minutes`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
