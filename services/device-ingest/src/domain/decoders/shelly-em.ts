import type { RawReading } from '../raw-reading';
import { asObject, parseJson, type Decoder, type JsonObject } from './decoder';

/**
 * Shelly Gen2 energy meters and plugs, the answer of `Shelly.GetStatus`
 * (shelly-api-docs.shelly.cloud, components EM, EMData, Switch, Temperature).
 * Channel names are `<component>/<field>`: `emdata:0/total_act`, `switch:0/apower`.
 *
 * Counters are cumulative Wh and may be reset by command. `sys.unixtime` is UTC seconds, null before the first time
 * synchronisation; then the time of receipt is the best there is. A clamp put on backwards gives negative power, which is
 * passed on as it is.
 */
export const shellyEm: Decoder = {
  format: 'shelly-em',
  decode({ payload, receivedAt }) {
    const status = asObject(parseJson(payload), 'the status');
    const { unixtime } = asObject(status['sys'] ?? {}, 'sys');
    const observedAt = typeof unixtime === 'number' ? unixtime * 1000 : receivedAt;
    const readings: RawReading[] = [];
    for (const [component, body] of Object.entries(status)) {
      const kind = component.split(':')[0];
      if (kind !== 'em' && kind !== 'emdata' && kind !== 'switch' && kind !== 'temperature') continue;
      readings.push(...fieldsOf(component, kind, asObject(body, component), observedAt));
    }
    return { readings };
  },
};

function fieldsOf(
  component: string,
  kind: 'em' | 'emdata' | 'switch' | 'temperature',
  body: JsonObject,
  observedAt: number,
): RawReading[] {
  const readings: RawReading[] = [];
  const take = (field: string, value: unknown, metric: string, unit: string): void => {
    if (typeof value !== 'number') return; // null: the phase is not measured
    readings.push({
      channel: `${component}/${field}`,
      metric,
      value,
      unit,
      observedAt,
      place: `/${component}/${field}`,
    });
  };
  for (const [field, value] of Object.entries(body)) {
    if (kind === 'em' && field.endsWith('act_power')) take(field, value, 'power', 'W');
    else if (kind === 'em' && field.endsWith('_current')) take(field, value, 'current', 'A');
    else if (kind === 'em' && field.endsWith('_voltage')) take(field, value, 'voltage', 'V');
    else if (kind === 'emdata' && /(?:^|_)total_act(?:_energy)?$/.test(field))
      take(field, value, 'energy.register', 'Wh');
    else if (kind === 'emdata' && /(?:^|_)total_act_ret(?:_energy)?$/.test(field)) {
      take(field, value, 'energy.export.register', 'Wh');
    } else if (kind === 'switch' && field === 'apower') take(field, value, 'power', 'W');
    else if (kind === 'switch' && field === 'aenergy') {
      take('aenergy/total', asObject(value, field)['total'], 'energy.register', 'Wh');
    } else if (kind === 'temperature' && field === 'tC') take(field, value, 'temperature', 'Cel');
  }
  return readings;
}
