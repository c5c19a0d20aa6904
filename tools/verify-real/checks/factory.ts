import { readSetup } from '../../setup/setup-file';
import path from 'node:path';
import type { Bank } from '../bank';
import { isWeekday, labelledDays } from '../labelled-days';
import type { Result } from '../result';

const FOLDER = 'factory_metalworking_de';
const FILE = `${FOLDER}/LP_G_MV.csv.gz`;
const ZONE = 'Europe/Berlin';

/** A plant whose stops were read off the calendar: what its operating rate shows without, and with, its holidays. */
export async function factory(bank: Bank): Promise<Result> {
  const mapping = `${FOLDER}/mapping.json`;
  const labelled = await labelledDays(bank.file(`${FOLDER}/events.json`));
  const plain = await bank.replay(`${FOLDER}/setup.yaml`, mapping, [FILE]);
  const alarmed = await bank.alarmDays(plain.ids.get('enterprises', 'tools'), ZONE);
  const weekdays = labelled.filter(isWeekday);
  const found = weekdays.filter((date) => alarmed.has(date));
  const others = [...alarmed].filter((date) => !labelled.includes(date));

  const informed = await bank.replay(`${FOLDER}/setup-with-holidays.yaml`, mapping, [FILE]);
  const holidays = await holidaysEntered();
  const informedDays = await bank.alarmDays(informed.ids.get('enterprises', 'tools'), ZONE);
  const onHolidays = holidays.filter((date) => informedDays.has(date));
  return {
    series: FOLDER,
    passed: found.length >= 17 && others.length <= 3 && onHolidays.length === 0 && holidays.length > 0,
    expected:
      'alarms on 17 labelled weekdays or more and on 3 other days at most; with the holidays entered none on them',
    seen: {
      labelledWeekdays: weekdays.length,
      alarmedLabelledWeekdays: found.length,
      missed: weekdays.filter((date) => !alarmed.has(date)),
      alarmedOtherDays: others,
      holidaysEntered: holidays.length,
      alarmedHolidays: onHolidays,
    },
  };
}

async function holidaysEntered(): Promise<readonly string[]> {
  const setup = await readSetup(path.join(__dirname, '../series', FOLDER, 'setup-with-holidays.yaml'));
  const { calendar } = setup.sites['plant'] as { calendar: { holidays: readonly { date: string }[] } };
  return calendar.holidays.map(({ date }) => date);
}
