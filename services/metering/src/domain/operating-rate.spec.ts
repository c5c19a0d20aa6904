import { addDays, type Calendar, weekday } from '@loanwatch/kernel';
import { type EnergyDay, RateJudge } from './operating-rate';

const calendar = (over: Partial<Calendar> = {}): Calendar => ({
  version: 1,
  workingWeekdays: [1, 2, 3, 4, 5],
  statutory: 'NONE',
  holidays: [],
  workdays: [],
  closures: [],
  shifts: [],
  quietHour: '04:00',
  ...over,
});

/** Closes `count` days from 2026-01-05 (a Monday) one after the other and tells the rates, as the service does. */
function closeDays(count: number, energyOn: (date: string, index: number) => number, terms = calendar()) {
  const days = new Map<string, EnergyDay>();
  const told: { closed: string; date: string; rate: number }[] = [];
  for (let i = 0; i < count; i += 1) {
    const date = addDays('2026-01-05', i);
    days.set(date, { energy: energyOn(date, i), coverage: 1, rate: null });
    const judge = new RateJudge(days, terms);
    for (const { date: other, judgement } of [{ date, judgement: judge.judge(date) }, ...judge.newsOfColdStart(date)]) {
      const known = days.get(other);
      if (known !== undefined) days.set(other, { ...known, rate: judgement.rate });
      if (judgement.rate !== null) told.push({ closed: date, date: other, rate: judgement.rate });
    }
  }
  const rates = (from: string, to: string) =>
    [...days].filter(([date]) => date >= from && date <= to && weekday(date) <= 5).map(([, { rate }]) => rate);
  return { days, told, rates };
}

const running = (date: string): number => (weekday(date) <= 5 ? 1_000 : 100);

describe('the operating rate', () => {
  it('is the energy of the day over the median of comparable days', () => {
    const { days } = closeDays(80, (date, i) => (i === 79 ? 450 : running(date)));
    const judgement = new RateJudge(days, calendar()).judge('2026-03-25');
    expect(judgement).toMatchObject({
      rate: 0.45,
      dayClass: 'working',
      baseline: { energy: 1_000 },
      isColdStart: false,
    });
  });

  it('is not judged before there are ten comparable days, and then all of them are', () => {
    const { told, rates } = closeDays(14, running);
    expect(rates('2026-01-05', '2026-01-16')).toEqual(Array.from({ length: 10 }, () => 1));
    expect(new Set(told.map(({ closed }) => closed))).toEqual(new Set(['2026-01-16']));
    const { days } = closeDays(11, running);
    expect(new RateJudge(days, calendar()).judge('2026-01-15')).toMatchObject({
      rate: null,
      code: 'baseline-too-short',
      detail: '9 of 10 comparable days (working)',
    });
  });

  it('shows a factory that stood still when monitoring began, once it runs', () => {
    const { told } = closeDays(30, (date, i) => (i < 9 ? 150 : running(date)));
    const stopped = told.filter(({ date }) => date <= '2026-01-13');
    expect(stopped.map(({ date }) => date)).toEqual(
      ['05', '06', '07', '08', '09', '12', '13'].map((day) => `2026-01-${day}`),
    );
    expect(stopped.every(({ rate }) => rate === 0.15)).toBe(true);
  });

  it('corrects itself when the stop at the beginning was longer than the first baseline', () => {
    const { told } = closeDays(56, (date, i) => (i < 21 ? 150 : running(date)));
    const first = told.filter(({ date }) => date === '2026-01-05').map(({ rate }) => rate);
    expect(first).toEqual([1, 0.15]);
  });

  it('keeps a collapse out of the baseline for four weeks, and takes it for the usual in the end', () => {
    const { rates } = closeDays(200, (date, i) => (i < 100 ? running(date) : running(date) * 0.3));
    const collapsed = rates(addDays('2026-01-05', 100), addDays('2026-01-05', 199));
    expect(collapsed.slice(0, 28).every((rate) => rate === 0.3)).toBe(true);
    expect(collapsed.at(-1)).toBe(1);
  });

  it('compares a make-up day with working days, a rest day with rest days', () => {
    const terms = calendar({ workdays: ['2026-03-28'] });
    const { days } = closeDays(85, (date) => (date === '2026-03-28' ? 900 : running(date)), terms);
    const judge = new RateJudge(days, terms);
    expect(judge.judge('2026-03-28')).toMatchObject({ rate: 0.9, dayClass: 'make-up' });
    expect(judge.judge('2026-03-29')).toMatchObject({ rate: 1, dayClass: 'rest' });
  });

  it('is not judged on a festival, a declared closure, a day badly observed, or in a year without a calendar', () => {
    const terms = calendar({
      holidays: [{ date: '2026-03-27', name: 'Founder' }],
      closures: [{ from: '2026-03-26', to: '2026-03-26', reason: 'stocktaking' }],
    });
    const { days } = closeDays(85, running, terms);
    days.set('2026-03-25', { energy: 500, coverage: 0.79, rate: null });
    const judge = new RateJudge(days, terms);
    const code = (date: string) => {
      const judgement = judge.judge(date);
      return judgement.rate === null ? judgement.code : judgement.rate;
    };
    expect(['2026-03-25', '2026-03-26', '2026-03-27', '2026-03-24'].map(code)).toEqual([
      'coverage-too-low',
      'declared-closure',
      'baseline-too-short',
      1,
    ]);
    const chinese = new RateJudge(
      new Map([['2099-05-04', { energy: 1, coverage: 1, rate: null }]]),
      calendar({ statutory: 'CN' }),
    );
    expect(chinese.judge('2099-05-04')).toMatchObject({ rate: null, code: 'calendar-year-missing' });
  });

  it('says so when the site usually uses nothing', () => {
    const { days } = closeDays(80, () => 0);
    expect(new RateJudge(days, calendar()).judge('2026-03-20')).toMatchObject({ rate: null, code: 'baseline-zero' });
  });
});
