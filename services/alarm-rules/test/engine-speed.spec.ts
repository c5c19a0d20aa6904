import type { RuleCondition, RuleDocument, Signal, SignalBatch } from '@loanwatch/contracts';
import { HOUR_MS, MINUTE_MS, randomIds } from '@loanwatch/kernel';
import type { PublishedRule } from '../src/domain/trigger';
import type { Engine } from '../src/app/engine';
import { aBatchOf, anEngine, aPublished, ENTERPRISE, MemoryStandings, NO_TX, SITE } from './engine-world';

/**
 * What one signal costs the engine, without the bus and the database. The figures are printed; what is checked is a
 * ratio of one run, because machines differ (and Jest makes everything several times slower).
 */
const SUBJECTS = 500;
const ROUNDS = 8;
const hot = { kind: 'threshold', operator: 'above', value: 90 } as const;
const aRule = (condition: RuleCondition, over: Partial<RuleDocument> = {}): RuleDocument => ({
  name: { zh: '规则', en: 'Rule' },
  family: 'climate',
  metric: 'temperature',
  ladder: [{ severity: 'RED', condition }],
  stalenessMs: HOUR_MS,
  ...over,
});
const many = (count: number, make: (index: number) => PublishedRule): readonly PublishedRule[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Rules of another metric, and of the same metric for other enterprises. */
const idle = (count: number): readonly PublishedRule[] =>
  many(count, (index) => {
    const elsewhere = { appliesTo: { enterprises: [randomIds.next()] } };
    const document =
      index % 2 === 0 ? aRule(hot, elsewhere) : aRule({ ...hot, value: 80 }, { metric: 'humidity', ...elsewhere });
    return aPublished(document, `idle ${index}`);
  });

function rounds(round: number): readonly SignalBatch[] {
  const signals = list(SUBJECTS, (machine): Signal => ({
    metric: 'temperature',
    subject: `channel:${SITE.id}/${machine}`,
    at: Date.parse('2026-03-02T01:00:00Z') + round * MINUTE_MS,
    value: machine % 50 === 0 ? 95 : 20 + (machine % 60),
    coverage: 1,
    algorithm: 'test.signal@1',
  }));
  return list(SUBJECTS / 100, (index) => aBatchOf(signals.slice(index * 100, index * 100 + 100), true));
}

function list<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

class Measured {
  readonly nanoseconds: number[] = [];
  private round = 0;
  constructor(
    readonly name: string,
    private readonly engine: Engine,
  ) {}

  async run(): Promise<void> {
    for (let index = 0; index < ROUNDS; index += 1) {
      const batches = rounds(this.round);
      const begun = performance.now();
      await this.engine.prepare(batches, NO_TX);
      for (const batch of batches) this.engine.judge(batch);
      // The first round meets every subject for the first time.
      if (this.round > 0) this.nanoseconds.push(((performance.now() - begun) * 1e6) / SUBJECTS);
      this.round += 1;
    }
  }

  get median(): number {
    return [...this.nanoseconds].sort((a, b) => a - b)[Math.floor(this.nanoseconds.length / 2)] ?? NaN;
  }
}

describe('what a signal costs', () => {
  it('does not depend on how many rules are about something else', async () => {
    const one = aPublished(aRule(hot, { appliesTo: { enterprises: [ENTERPRISE.id] } }), 'limit');
    const few = new Measured('1 rule about it, 10 idle', anEngine([one, ...idle(10)], new MemoryStandings()));
    const lots = new Measured('1 rule about it, 10,000 idle', anEngine([one, ...idle(10_000)], new MemoryStandings()));
    for (let pass = 0; pass < 3; pass += 1) for (const each of [few, lots]) await each.run();
    const lines = [few, lots].map(({ name, median }) => `  ${median.toFixed(0).padStart(6)} ns/signal  ${name}`);
    process.stdout.write(`\n${lines.join('\n')}\n`);
    expect(lots.median).toBeLessThan(5 * few.median);
  });
});
