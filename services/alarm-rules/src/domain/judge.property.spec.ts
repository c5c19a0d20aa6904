import type { RuleCondition } from '@loanwatch/contracts';
import fc from 'fast-check';
import { type Evaluation, at, evaluate, hours, min } from '../../test/evaluation';

/**
 * The rules against oracles that know nothing of states or timers: each looks at the whole history again at every minute.
 */
interface Sample {
  /** Minutes after the start. */
  readonly minute: number;
  readonly value: 'true' | 'false' | 'unknown';
}
const START = at('08:00');
const VALUES = { true: 95, false: 20, unknown: null } as const;
const hot = { kind: 'threshold', operator: 'above', value: 90 } as const;

const samples: fc.Arbitrary<readonly Sample[]> = fc
  .array(
    fc.record({
      pause: fc.integer({ min: 1, max: 12 }),
      value: fc.oneof(
        { arbitrary: fc.constant('true' as const), weight: 5 },
        { arbitrary: fc.constant('false' as const), weight: 2 },
        { arbitrary: fc.constant('unknown' as const), weight: 1 },
      ),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let minute = 0;
    return steps.map(({ pause, value }) => ({ minute: (minute += pause), value }));
  });

const rung = (condition: RuleCondition): Evaluation =>
  evaluate({ stalenessMs: min(8), ladder: [{ severity: 'RED', condition }] });
const feed = (rule: Evaluation, history: readonly Sample[]): Evaluation => {
  for (const { minute, value } of history) rule.hears(VALUES[value], START + min(minute));
  return rule;
};
const outcome = (rule: Evaluation): readonly string[] =>
  rule.verdicts
    .filter(({ verdict }) => verdict !== 'OCCUR')
    .map((verdict) => `${verdict.verdict} ${(verdict.at - START) / min(1)}`);

/** The alarm of a condition whose truth an oracle tells for any minute and history. */
function alarmOf(
  history: readonly Sample[],
  until: number,
  truth: (known: readonly Sample[], minute: number) => 'TRUE' | 'FALSE' | 'OTHER',
): readonly string[] {
  const said: string[] = [];
  let open = false;
  const judge = (known: readonly Sample[], minute: number): void => {
    const now = truth(known, minute);
    if (!open && now === 'TRUE') said.push(`RAISE ${minute}`);
    if (open && now === 'FALSE') said.push(`CLEAR ${minute}`);
    open = now === 'TRUE' || (open && now !== 'FALSE');
  };
  for (let minute = 0; minute <= until; minute += 1) {
    const judged = history.filter((sample) => sample.value !== 'unknown');
    judge(
      judged.filter((sample) => sample.minute < minute),
      minute,
    );
    judge(
      judged.filter((sample) => sample.minute <= minute),
      minute,
    );
  }
  return said;
}

/** The run of true samples up to the newest, without a gap longer than the staleness limit. */
function run(known: readonly Sample[]): readonly Sample[] {
  let first = known.length;
  while (first > 0 && known[first - 1]?.value === 'true') {
    const next = known[first];
    if (next !== undefined && next.minute - (known[first - 1]?.minute ?? 0) > 8) break;
    first -= 1;
  }
  return known.slice(first);
}

describe('whatever is heard', () => {
  it('a duration is true exactly when the whole history says so', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 30 }), (history, forMinutes) => {
        const rule = rung({ kind: 'duration', condition: hot, forMs: min(forMinutes) });
        const until = (history.at(-1)?.minute ?? 0) + 60;
        feed(rule, history).clock(START + min(until));
        const expected = alarmOf(history, until, (known, minute) => {
          const newest = known.at(-1);
          if (newest?.value === 'false') return 'FALSE';
          const [first] = run(known);
          if (first === undefined || newest === undefined || minute - newest.minute > 8) return 'OTHER';
          return minute - first.minute >= forMinutes ? 'TRUE' : 'OTHER';
        });
        expect(outcome(rule)).toEqual(expected);
      }),
    );
  });

  it('n within a time is true exactly when the whole history says so', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 60 }), (history, n, within) => {
        const rule = feed(rung({ kind: 'n-of-m', condition: hot, n, withinMs: min(within) }), history);
        const expected = alarmOf(history, history.at(-1)?.minute ?? 0, (known, minute) => {
          if (known.at(-1)?.minute !== minute) return 'OTHER';
          const matches = known.filter(({ value, minute: then }) => value === 'true' && minute - then < within);
          return matches.length >= n ? 'TRUE' : 'FALSE';
        });
        expect(outcome(rule)).toEqual(expected);
      }),
    );
  });

  it('n in a row within a time is true exactly when the whole history says so', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 60 }), (history, n, within) => {
        const condition = { kind: 'n-of-m', condition: hot, n, withinMs: min(within), mode: 'continuous' } as const;
        const expected = alarmOf(history, history.at(-1)?.minute ?? 0, (known, minute) => {
          if (known.at(-1)?.minute !== minute) return 'OTHER';
          if (known.at(-1)?.value === 'false') return 'FALSE';
          const matches = run(known).filter(({ minute: then }) => minute - then < within);
          return matches.length >= n ? 'TRUE' : 'OTHER';
        });
        expect(outcome(feed(rung(condition), history))).toEqual(expected);
      }),
    );
  });

  it('n of the last m values is true exactly when the whole history says so', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5 }), (history, n, more) => {
        const rule = feed(rung({ kind: 'n-of-m', condition: hot, n, ofLast: n + more }), history);
        const expected = alarmOf(history, history.at(-1)?.minute ?? 0, (known, minute) => {
          if (known.at(-1)?.minute !== minute) return 'OTHER';
          return known.slice(-(n + more)).filter(({ value }) => value === 'true').length >= n ? 'TRUE' : 'FALSE';
        });
        expect(outcome(rule)).toEqual(expected);
      }),
    );
  });

  it('the verdicts are the same whether or not a clock looked in between, and however often', () => {
    const conditions: readonly RuleCondition[] = [
      { kind: 'duration', condition: hot, forMs: min(10) },
      { kind: 'no-data', forMs: min(7) },
      { kind: 'n-of-m', condition: hot, n: 3, withinMs: min(30), window: 'tumbling' },
      { kind: 'duration', condition: { kind: 'n-of-m', condition: hot, n: 2, ofLast: 3 }, forMs: min(5) },
    ];
    const schedules = [undefined, { shifts: [{ weekdays: [1], start: '08:30', end: '10:00' }] }];
    const looks = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 40 });
    fc.assert(
      fc.property(
        samples,
        looks,
        fc.constantFrom(...conditions),
        fc.constantFrom(...schedules),
        fc.integer({ min: 0, max: 20 }),
        (history, minutes, condition, schedule, offDelay) => {
          const document = {
            stalenessMs: min(8),
            ladder: [{ severity: 'RED' as const, condition }],
            clear: { offDelayMs: min(offDelay) },
            ...(schedule === undefined ? {} : { schedule }),
          };
          const watched = evaluate(document);
          let newest = 0;
          for (const { minute, value } of history) {
            for (const look of minutes) if (look >= newest && look <= minute) watched.clock(START + min(look));
            watched.hears(VALUES[value], START + min(minute));
            newest = minute;
          }
          const unwatched = feed(evaluate(document), history);
          const end = START + min(newest) + hours(3);
          expect(watched.clock(end).verdicts).toEqual(unwatched.clock(end).verdicts);
          expect(watched.standing).toEqual(unwatched.standing);
        },
      ),
    );
  });
});
