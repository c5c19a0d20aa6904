import { decide, type Preferences } from './decision';
import type { Notice } from './notice';

const notice: Notice = {
  institutionId: '018f0000-0000-7000-8000-000000000001',
  about: { alarmId: '018f0000-0000-7000-8000-000000000002', change: 'CaseDispatched' },
  severity: 'ORANGE',
  family: 'electricity',
  enterpriseId: '018f0000-0000-7000-8000-000000000003',
  ruleName: { zh: '开工率下降', en: 'Operating rate falls' },
  kind: 'raised',
  silenced: false,
  at: 0,
};
const recipient: Preferences = { status: 'ACTIVE', minSeverity: 'BLUE', families: [], quietHours: null };
const quiet: Preferences = { ...recipient, quietHours: { start: '22:00', end: '08:00', timeZone: 'Asia/Shanghai' } };
const shanghai = (time: string) => Date.parse(`${time}+08:00`);
const noon = shanghai('2026-03-02T12:00');

describe('whether a recipient is told', () => {
  it('is told when nothing speaks against it', () => {
    expect(decide(notice, recipient, false, noon)).toEqual({ outcome: 'send' });
  });

  it.each<[string, Partial<Notice>, Partial<Preferences>, string]>([
    ['disabled', {}, { status: 'DISABLED' }, 'recipient-disabled'],
    ['the alarm is shelved', { silenced: true }, {}, 'silenced'],
    ['only red is wanted', {}, { minSeverity: 'RED' }, 'below-severity'],
    ['other kinds of signals are wanted', {}, { families: ['goods'] }, 'family-not-wanted'],
    ['it is resolved and was never told', { kind: 'resolved' }, {}, 'not-told-before'],
  ])('is not told when %s, and the reason is kept', (_, changes, preferences, reason) => {
    expect(decide({ ...notice, ...changes }, { ...recipient, ...preferences }, false, noon)).toEqual({
      outcome: 'drop',
      reason,
    });
  });

  it('cannot opt out of red', () => {
    const picky: Preferences = { ...quiet, minSeverity: 'RED', families: ['goods'] };
    expect(decide({ ...notice, severity: 'RED' }, picky, false, shanghai('2026-03-02T23:00'))).toEqual({
      outcome: 'send',
    });
  });

  it('hears of the end of what it was told, even if the alarm was shelved since and the preferences changed', () => {
    const resolved: Notice = { ...notice, kind: 'resolved', silenced: true };
    expect(decide(resolved, { ...recipient, minSeverity: 'RED' }, true, noon)).toEqual({ outcome: 'send' });
  });

  it.each([
    ['2026-03-02T21:59', undefined],
    ['2026-03-02T22:00', '2026-03-03T08:00'],
    ['2026-03-03T07:59', '2026-03-03T08:00'],
    ['2026-03-03T08:00', undefined],
  ])('at %s waits for the end of quiet hours over midnight: %s', (now, until) => {
    const expected =
      until === undefined ? { outcome: 'send' } : { outcome: 'delay', reason: 'quiet-hours', untilMs: shanghai(until) };
    expect(decide(notice, quiet, false, shanghai(now))).toEqual(expected);
  });
});
