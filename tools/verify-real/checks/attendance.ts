import { addDays, localInstant } from '@loanwatch/kernel';
import type { Bank } from '../bank';
import type { Result } from '../result';

const FOLDER = 'calit2';
const ZONE = 'America/Los_Angeles';
const HOLIDAY = '2005-09-05';
const QUIET_HOUR = '04:00';
/** Nights wholly inside the series. */
const [FIRST_NIGHT, LAST_NIGHT] = ['2005-07-25', '2005-10-01'];

/** One door of a building that is empty on a holiday; in and out never agree. */
export async function attendance(bank: Bank): Promise<Result> {
  const { ids } = await bank.replay(`${FOLDER}/setup.yaml`, `${FOLDER}/mapping.json`, [
    `${FOLDER}/CalIt2_weeks01-10.data.gz`,
  ]);
  const days = await bank.alarmDays(ids.get('enterprises', 'institute'), ZONE);
  const others = [...days].filter((date) => date !== HOLIDAY);

  const from = new Date(localInstant(addDays(FIRST_NIGHT, -1), '00:00', ZONE)).toISOString();
  const to = new Date(localInstant(addDays(LAST_NIGHT, 1), '00:00', ZONE)).toISOString();
  const occupancy = await bank.points(ids.get('sites', 'building'), 'people.occupancy', from, to);
  const negative = occupancy.filter(({ value }) => value !== null && value < 0);
  const resets = new Set(
    occupancy
      .filter(({ attributes, value }) => attributes?.['reset'] === true && value === 0)
      .map(({ at }) => Date.parse(at)),
  );
  const notReset: string[] = [];
  for (let date = FIRST_NIGHT; date <= LAST_NIGHT; date = addDays(date, 1)) {
    if (!resets.has(localInstant(date, QUIET_HOUR, ZONE))) notReset.push(date);
  }
  return {
    series: FOLDER,
    passed:
      days.has(HOLIDAY) && others.length <= 1 && occupancy.length > 0 && negative.length === 0 && notReset.length === 0,
    expected: `an alarm on ${HOLIDAY} and on 1 other day at most; occupancy never below 0 and 0 again every night`,
    seen: {
      alarmedDays: [...days],
      occupancyPoints: occupancy.length,
      negativeOccupancy: negative.length,
      resets: resets.size,
      nightsWithoutReset: notReset,
    },
  };
}
