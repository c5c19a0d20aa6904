import { addDays, dayStart } from '@loanwatch/kernel';
import type { Bank, Point } from '../bank';
import type { Result } from '../result';
import { sourceRows } from '../source-rows';

const FOLDER = 'gate_counter';
const FILE = `${FOLDER}/sampleGateCount.csv`;
const ZONE = 'America/Toronto';
/** As in the setup: a visitor is two counts, and more than so many an hour are not believed. */
const COUNTS_PER_VISITOR = 2;
const MOST_PER_HOUR = 100;
/** The day on which the counter shows 999999; on the next it shows 9776. */
const ROLL_OVER = '2022-03-02';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A cumulative counter with a roll-over, jumps of hundreds of thousands and days without a reading. */
export async function gate(bank: Bank): Promise<Result> {
  const { ids, tallies } = await bank.replay(`${FOLDER}/setup.yaml`, `${FOLDER}/mapping.json`, [FILE]);
  const site = ids.get('sites', 'gate-hall');
  const points = await bank.points(site, 'people.in', '2021-08-01T00:00:00Z', '2022-09-01T00:00:00Z');
  const counted = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const negative = counted.filter((value) => value < 0);
  const giant = points.filter(({ at, until, value }) => (value ?? 0) > mostIn(Date.parse(at), Date.parse(until ?? at)));
  const overRollOver = points.filter(({ at }) => Date.parse(at) === dayStart(ROLL_OVER, ZONE));
  const observed = sumOf(points.filter(({ coverage }) => coverage === 1));
  const overGaps = sumOf(points.filter(({ coverage }) => coverage === 0));
  const own = await ownSums(bank.file(FILE));
  return {
    series: FOLDER,
    passed:
      counted.length > 250 &&
      negative.length === 0 &&
      giant.length === 0 &&
      overRollOver.every(({ value }) => value === null) &&
      observed === own.observed &&
      overGaps === own.overGaps,
    expected:
      'no interval below 0 or larger than the gate can count, the roll-over is not counted, the rest as in the file',
    seen: {
      accepted: tallies[0]?.count.accepted ?? 0,
      intervals: counted.length,
      negative: negative.length,
      giant: giant.length,
      overTheRollOver: overRollOver.map(({ value }) => String(value)),
      largest: Math.max(...counted),
      visitors: observed,
      visitorsInTheFile: own.observed,
      visitorsOverGaps: overGaps,
      visitorsOverGapsInTheFile: own.overGaps,
    },
  };
}

function sumOf(points: readonly Point[]): number {
  return points.reduce((total, { value }) => total + (value ?? 0), 0);
}

function mostIn(from: number, to: number): number {
  return (MOST_PER_HOUR * (to - from)) / 3_600_000;
}

/** Visitors by the file itself: rises between readings, as far as they can be believed, whole per rise. */
async function ownSums(file: string): Promise<{ observed: number; overGaps: number }> {
  let before: { date: string; count: number } | undefined;
  const sums = { observed: 0, overGaps: 0 };
  for (const [date = '', text = ''] of (await sourceRows(file)).slice(1)) {
    if (!/^\d+$/.test(text)) continue;
    const now = { date: isoDate(date), count: Number(text) };
    if (before !== undefined) {
      const visitors = (now.count - before.count) / COUNTS_PER_VISITOR;
      const isBelieved = visitors >= 0 && visitors <= mostIn(dayStart(before.date, ZONE), dayStart(now.date, ZONE));
      if (isBelieved) sums[addDays(before.date, 1) === now.date ? 'observed' : 'overGaps'] += Math.round(visitors);
    }
    before = now;
  }
  return sums;
}

function isoDate(text: string): string {
  const [day = '', month = '', year = ''] = text.split('-');
  return `20${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}`;
}
