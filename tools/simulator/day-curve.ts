import { timeOfDayMs } from '@loanwatch/kernel';

/** A value over the day: straight lines between points of local time, level before the first and after the last. */
export class DayCurve {
  private readonly points: readonly (readonly [ms: number, value: number])[];

  /** Points in ascending order of time, e.g. `[['07:30', 0], ['08:15', 1]]`. */
  constructor(points: readonly (readonly [time: string, value: number])[]) {
    this.points = points.map(([time, value]) => [timeOfDayMs(time), value]);
  }

  /** `timeOfDay`: ms since local midnight. */
  at(timeOfDay: number): number {
    const next = this.points.findIndex(([ms]) => ms > timeOfDay);
    const [beforeMs, before] = this.points[next < 0 ? this.points.length - 1 : Math.max(next - 1, 0)] ?? [0, 0];
    const [afterMs, after] = this.points[next] ?? [beforeMs, before];
    if (timeOfDay <= beforeMs || afterMs === beforeMs) return before;
    return before + ((after - before) * (timeOfDay - beforeMs)) / (afterMs - beforeMs);
  }
}
