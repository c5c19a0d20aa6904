import type { Queryable } from '@loanwatch/engines';
import { fromScaled } from '@loanwatch/kernel';
import { ENERGY_DIGITS } from '../domain/signals';

export interface MeterRegister {
  readonly channel: string;
  /** Newest reading, as the register shows it. */
  readonly valueWh: number;
  readonly observedAt: string;
  /** Starts of its cycles, newest first. */
  readonly cycles: readonly MeterCycle[];
}

export interface MeterCycle {
  readonly startedAt: string;
  readonly valueWh: number;
  readonly reason: 'first' | 'wrap' | 'reset';
}

const MOST_CYCLES = 20;

/** What is known of the registers of a meter, by channel. */
export async function meterRegisters(queryable: Queryable, deviceId: string): Promise<readonly MeterRegister[]> {
  const { rows } = await queryable.query<{ channel: string; value: string; at: string }>(
    `SELECT DISTINCT ON (channel) channel, value, at FROM register_point
     WHERE device_id = $1 ORDER BY channel, at DESC`,
    [deviceId],
  );
  const cycles = await queryable.query<{ channel: string; value: string; at: string; reason: MeterCycle['reason'] }>(
    `SELECT channel, value, at, reason
     FROM (SELECT *, row_number() OVER (PARTITION BY channel ORDER BY at DESC) AS newest
           FROM register_cycle WHERE device_id = $1) cycle
     WHERE newest <= $2 ORDER BY channel, at DESC`,
    [deviceId, MOST_CYCLES],
  );
  return rows.map(({ channel, value, at }) => ({
    channel,
    valueWh: wattHours(value),
    observedAt: at,
    cycles: cycles.rows
      .filter((cycle) => cycle.channel === channel)
      .map((cycle) => ({ startedAt: cycle.at, valueWh: wattHours(cycle.value), reason: cycle.reason })),
  }));
}

function wattHours(scaled: string): number {
  return fromScaled(Number(scaled), ENERGY_DIGITS);
}
