import { addDays, siteDay } from '@loanwatch/kernel';
import type { Bank } from '../bank';
import type { Result } from '../result';
import { sourceRows } from '../source-rows';

const FOLDER = 'leeds_footfall';
const ZONE = 'Europe/London';
const CAMERAS = ['AlbionStSouth', 'Briggate', 'CommercialStBarratts', 'DortmundSq'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** The hour that the clocks skipped: the mapping leaves it out. */
const SKIPPED = new Set(['2014-03-30 1', '2015-03-29 1', '2016-03-27 1']);

/** Street cameras in a file that repeats days, leaves others out and writes the date in three ways. */
export async function footfall(bank: Bank): Promise<Result> {
  const file = (camera: string): string => `${FOLDER}/footfall_${camera}.csv.gz`;
  const { ids, tallies } = await bank.replay(`${FOLDER}/setup.yaml`, `${FOLDER}/mapping.json`, CAMERAS.map(file));
  const wrong: string[] = [];
  let [compared, missing, repeated] = [0, 0, 0];
  for (const camera of CAMERAS) {
    const own = await ownDays(bank.file(file(camera)));
    repeated += own.repeatedRows;
    const told = await toldDays(bank, ids.get('sites', camera));
    for (let date = '2014-01-01'; date <= '2016-12-31'; date = addDays(date, 1)) {
      const people = own.days.get(date);
      const value = told.get(date);
      if (people === undefined) missing += 1;
      else compared += 1;
      // A day without a row is unknown, which is not 0.
      const isRight = people === undefined ? value === undefined || value === null : value === people;
      if (!isRight) wrong.push(`${camera} ${date}: ${String(value)} instead of ${String(people)}`);
    }
  }
  const duplicates = tallies.reduce((sum, { count }) => sum + count.duplicates, 0);
  return {
    series: FOLDER,
    passed: wrong.length === 0 && compared > 4_000 && missing > 0 && duplicates === repeated,
    expected: 'every day as in the file with repeated rows counted once, and every missing day unknown, not 0',
    seen: {
      daysCompared: compared,
      daysMissing: missing,
      duplicates,
      repeatedRows: repeated,
      wrong: wrong.slice(0, 10),
    },
  };
}

async function toldDays(bank: Bank, siteId: string): Promise<ReadonlyMap<string, number | null>> {
  const points = await bank.points(siteId, 'people.attendance', '2013-12-01T00:00:00Z', '2017-02-01T00:00:00Z');
  return new Map(points.map(({ at, value }) => [siteDay(Date.parse(at), ZONE), value]));
}

/** People per day by the file itself, each hour once, by its column NewDate, which is written in one way. */
async function ownDays(file: string): Promise<{ days: ReadonlyMap<string, number>; repeatedRows: number }> {
  const days = new Map<string, number>();
  const hours = new Set<string>();
  let repeatedRows = 0;
  for (const [, hour = '', count = '', , , newDate = ''] of (await sourceRows(file)).slice(1)) {
    const [day = '', month = '', year = ''] = newDate.split('-');
    const date = `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}`;
    const key = `${date} ${hour}`;
    if (SKIPPED.has(key)) continue;
    if (hours.has(key)) repeatedRows += 1;
    else days.set(date, (days.get(date) ?? 0) + Number(count));
    hours.add(key);
  }
  return { days, repeatedRows };
}
