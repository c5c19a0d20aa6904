import { PostgresDatabases, PostgresEventStore } from '@loanwatch/engines';
import { randomIds } from '@loanwatch/kernel';
import { median, percentile } from '../measure/statistics';
import { type AppendSample, rawInsertRate, unnestRate } from '../yardsticks/append';

const ROUNDS = 3;
const CALLERS = 256;
const ids = (): string => randomIds.next();

const SAMPLE: AppendSample = {
  type: 'AlarmOccurred.v1',
  data: {
    at: 1_777_860_000_000,
    severity: 'ORANGE',
    reasons: [
      {
        code: 'threshold',
        metric: 'temperature',
        actual: 85.5,
        threshold: 80,
        text: { zh: '温度 85.5', en: 'temperature 85.5' },
      },
    ],
  },
  metadata: { actor: 'system:bench', correlationId: ids(), causationId: ids() },
};

export interface AppendResult {
  readonly rawInsertPerSecond: number;
  readonly oneCallerPerSecond: number;
  readonly unnestPerSecond: number;
  readonly manyCallersPerSecond: number;
  readonly manyCallersP99Ms: number;
}

/** G9: appends through the port against raw INSERT and against the unnest limit, interleaved, medians. */
export async function measureAppend(databaseUrl: string, seconds: number): Promise<AppendResult> {
  const databases = new PostgresDatabases({ ownerUrl: databaseUrl });
  const store = new PostgresEventStore(databases);
  await store.start();
  const raw: number[] = [];
  const one: number[] = [];
  const unnest: number[] = [];
  const many: number[] = [];
  const latencies: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    raw.push(await rawInsertRate(databaseUrl, SAMPLE, ids, seconds));
    one.push(await appendRate(store, 1, seconds));
    unnest.push(await unnestRate(databaseUrl, SAMPLE, ids, seconds));
    many.push(await appendRate(store, CALLERS, seconds, latencies));
  }
  await store.close();
  await databases.stop();
  return {
    rawInsertPerSecond: median(raw),
    oneCallerPerSecond: median(one),
    unnestPerSecond: median(unnest),
    manyCallersPerSecond: median(many),
    manyCallersP99Ms: percentile(latencies, 0.99),
  };
}

async function appendRate(
  store: PostgresEventStore,
  callers: number,
  seconds: number,
  latencies: number[] = [],
): Promise<number> {
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let count = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        const sent = performance.now();
        await store.append(`bench-${ids()}`, 'no-stream', [{ id: ids(), ...SAMPLE }]);
        latencies.push(performance.now() - sent);
        count += 1;
      }
    }),
  );
  return count / ((performance.now() - begin) / 1000);
}
