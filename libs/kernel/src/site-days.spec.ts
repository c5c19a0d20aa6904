import { advanceClock, closeNextDay, closeWholeDay, closingDueAt, DayLedger, startSiteClock } from './site-days';

const SHANGHAI = 'Asia/Shanghai';
const BERLIN = 'Europe/Berlin';
const at = (text: string): number => Date.parse(`${text}+08:00`);
const HOUR = 3_600_000;

describe('the clock of a site', () => {
  it('closes a day a quarter of an hour after its end, when an observation shows that it is over', () => {
    const clock = startSiteClock();
    expect(closeNextDay(clock, at('2026-03-02T12:00'), SHANGHAI)).toBeUndefined();
    advanceClock(clock, at('2026-03-02T12:00'), false, SHANGHAI);
    expect(closingDueAt(clock, SHANGHAI)).toBe(at('2026-03-03T00:15'));
    expect(closeNextDay(clock, at('2026-03-03T00:14:59'), SHANGHAI)).toBeUndefined();
    expect(closeNextDay(clock, at('2026-03-03T00:15'), SHANGHAI)).toBe('2026-03-02');
    expect(closeNextDay(clock, at('2026-03-03T00:15'), SHANGHAI)).toBeUndefined();
  });

  it('closes the days of a pause one by one, but not those of years', () => {
    const clock = startSiteClock();
    advanceClock(clock, at('2026-03-02T12:00'), false, SHANGHAI);
    const closed: string[] = [];
    for (let date; (date = closeNextDay(clock, at('2026-03-05T12:00'), SHANGHAI)) !== undefined;) closed.push(date);
    expect(closed).toEqual(['2026-03-02', '2026-03-03', '2026-03-04']);
    expect(closeNextDay(clock, at('2028-03-05T12:00'), SHANGHAI)).toBe('2028-01-03');
  });

  it('closes a whole day with the observation at its very end', () => {
    const clock = startSiteClock();
    const asked: string[] = [];
    const close = (time: string, isWhole: boolean) =>
      closeWholeDay(clock, at(time), SHANGHAI, (date) => asked.push(date) > 0 && isWhole);
    expect(close('2026-03-03T00:00', true)).toBeUndefined();
    advanceClock(clock, at('2026-03-02T23:45'), false, SHANGHAI);
    expect(close('2026-03-02T23:45', true)).toBeUndefined();
    expect(close('2026-03-03T00:05', true)).toBeUndefined();
    expect(asked).toEqual([]);
    expect(close('2026-03-03T00:00', false)).toBeUndefined();
    expect(close('2026-03-03T00:00', true)).toBe('2026-03-02');
    expect(clock.openDate).toBe('2026-03-03');
  });

  it('is not moved back by a late observation', () => {
    const clock = startSiteClock();
    advanceClock(clock, at('2026-03-02T12:00'), true, SHANGHAI);
    advanceClock(clock, at('2026-03-01T12:00'), false, SHANGHAI);
    expect(clock).toEqual({ watermark: at('2026-03-02T12:00'), openDate: '2026-03-02', live: true });
  });
});

describe('the total of a site day', () => {
  const all = () => 1;
  const row = (date: string, channel: string, amount: number, hours: number) => ({
    date,
    channel,
    amount,
    observedMs: hours * HOUR,
  });

  it('adds up the channels and is covered as well as the weakest of them', () => {
    const ledger = new DayLedger([row('2026-03-02', 'a', 10, 24), row('2026-03-02', 'b', 5, 12)]);
    ledger.add('2026-03-02', 'b', 1, 6 * HOUR);
    expect(ledger.total('2026-03-02', SHANGHAI, all)).toEqual({ amount: 16, coverage: 0.75 });
    expect(ledger.additions()).toEqual([row('2026-03-02', 'b', 1, 6)]);
  });

  it('misses a channel for a week after its last contribution', () => {
    const ledger = new DayLedger([
      row('2026-03-01', 'b', 5, 24),
      row('2026-03-08', 'a', 10, 24),
      row('2026-03-09', 'a', 10, 24),
    ]);
    expect(ledger.total('2026-03-08', SHANGHAI, all)).toEqual({ amount: 10, coverage: 0 });
    expect(ledger.total('2026-03-09', SHANGHAI, all)).toEqual({ amount: 10, coverage: 1 });
  });

  it('does not miss a channel that is out of service, and counts what it contributed', () => {
    const ledger = new DayLedger([row('2026-03-02', 'a', 10, 24), row('2026-03-02', 'b', 5, 3)]);
    const weightOf = (channel: string) => (channel === 'b' ? undefined : 1);
    expect(ledger.total('2026-03-02', SHANGHAI, weightOf)).toEqual({ amount: 15, coverage: 1 });
  });

  it('is unknown, not zero, when nothing was observed, and nothing where nobody measures', () => {
    const ledger = new DayLedger([row('2026-03-01', 'a', 10, 24)]);
    expect(ledger.total('2026-03-02', SHANGHAI, all)).toEqual({ amount: null, coverage: 0 });
    expect(ledger.total('2026-03-20', SHANGHAI, all)).toBeUndefined();
  });

  it('counts half of a counter that counts both directions', () => {
    const ledger = new DayLedger([row('2026-03-02', 'a', 11, 24)]);
    expect(ledger.total('2026-03-02', SHANGHAI, () => 0.5)).toEqual({ amount: 6, coverage: 1 });
  });

  it('knows that a day of clock change is shorter or longer', () => {
    const ledger = new DayLedger([row('2018-03-25', 'a', 1, 23), row('2018-10-28', 'a', 1, 24)]);
    expect(ledger.total('2018-03-25', BERLIN, all)?.coverage).toBe(1);
    expect(ledger.total('2018-10-28', BERLIN, all)?.coverage).toBe(0.96);
  });
});
