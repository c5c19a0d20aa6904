import { progressText, summaryText } from './progress-line';
import { ReplayTally } from './replay-count';

describe('the progress of a replay', () => {
  const tally = new ReplayTally();
  Object.assign(tally.count, { rows: 1_200, sent: 1_000, accepted: 980, duplicates: 15, rejected: 5 });
  tally.saw(Date.parse('2018-03-01T12:00:00Z'));
  tally.saw(Date.parse('2018-02-01T12:00:00Z'));
  tally.complain('reading.out-of-range', 'plausible: 0 to 100', 17);
  tally.complain('reading.out-of-range', 'plausible: 0 to 100', 18);

  it('says how far it is, how fast, and what went wrong', () => {
    expect(progressText(tally, 0.5, 4)).toBe(
      '[############............]  50 % 2018-03-01 1000 sent 250/s 5 rejected 15 duplicates',
    );
  });

  it('ends with a summary that names the first line of each kind of trouble', () => {
    const text = summaryText(tally, 4);
    expect(text).toContain('1200 rows, 2018-02-01T12:00:00.000Z to 2018-03-01T12:00:00.000Z, 4.0 s');
    expect(text).toContain('2 x reading.out-of-range, first on line 17: plausible: 0 to 100');
  });
});
