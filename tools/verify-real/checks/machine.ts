import { readFile } from 'node:fs/promises';
import type { Bank } from '../bank';
import type { Result } from '../result';

const KEY = 'realKnownCause/machine_temperature_system_failure.csv';

/** A machine with four labelled failures, watched by fixed limits with a duration. */
export async function machine(bank: Bank): Promise<Result> {
  const { ids } = await bank.replay('nab_machine_temperature/setup.yaml', 'nab_machine_temperature/mapping.json', [
    'nab/machine_temperature_system_failure.csv.gz',
  ]);
  const times = await bank.alarmTimes(ids.get('enterprises', 'plant'));
  const labels = JSON.parse(await readFile(bank.file('nab/combined_windows.subset.json'), 'utf8')) as Record<
    string,
    readonly (readonly [string, string])[]
  >;
  const windows = (labels[KEY] ?? []).map((window) =>
    window.map((text) => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`)),
  );
  const inside = (at: number) => windows.findIndex(([from = 0, to = 0]) => at >= from && at <= to);
  const hit = new Set(times.map(inside).filter((index) => index >= 0));
  const others = times.filter((at) => inside(at) < 0).map((at) => new Date(at).toISOString());
  return {
    series: 'nab machine temperature',
    passed: windows.length === 4 && hit.size >= 2 && others.length === 0,
    expected: 'alarms in 2 of the 4 labelled windows or more, and none elsewhere',
    seen: { windows: windows.length, windowsHit: hit.size, alarms: times.length, alarmsElsewhere: others },
  };
}
