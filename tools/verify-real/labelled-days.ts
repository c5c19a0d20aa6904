import { readFile } from 'node:fs/promises';
import { addDays, weekday } from '@loanwatch/kernel';

interface Events {
  readonly events: readonly { readonly from: string; readonly to: string }[];
}

/** The dates of an events.json, both ends of each event included. */
export async function labelledDays(file: string): Promise<readonly string[]> {
  const { events } = JSON.parse(await readFile(file, 'utf8')) as Events;
  return events.flatMap(({ from, to }) => {
    const dates: string[] = [];
    for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
    return dates;
  });
}

/** Monday to Friday. */
export function isWeekday(date: string): boolean {
  return weekday(date) <= 5;
}
