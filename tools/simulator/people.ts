import { addDays } from '@loanwatch/kernel';
import type { DayCurve } from './day-curve';
import { sampler, type SimulatedDevice, type SimulatedReading, type Span } from './device';
import type { Noise } from './noise';
import type { Place } from './place';

export interface CounterOptions {
  readonly place: Place;
  readonly noise: Noise;
  /** Date from which it counted from 0. */
  readonly firstDate: string;
  /** People on a usual day. */
  readonly people: number;
  /** Share of the day's people who have come, and gone, by a time of day; nobody goes before coming. */
  readonly come: DayCurve;
  readonly gone: DayCurve;
  readonly failed?: readonly Span[];
}

/** A counter over a door with two cumulative counts. */
export function peopleCounter(key: string, options: CounterOptions): SimulatedDevice {
  const { place, come, gone } = options;
  const days = new DayTotals(options);
  return sampler(key, options.failed ?? [], (at) => {
    const date = place.date(at);
    const timeOfDay = place.timeOfDay(at);
    const [before, today] = [days.before(date), days.on(date)];
    return [
      { channel: 'in', value: before + Math.round(today * come.at(timeOfDay)) },
      { channel: 'out', value: before + Math.round(today * gone.at(timeOfDay)) },
    ];
  });
}

class DayTotals {
  private readonly sums: Map<string, number>;
  private newest: string;

  constructor(private readonly options: CounterOptions) {
    this.sums = new Map([[options.firstDate, 0]]);
    this.newest = options.firstDate;
  }

  on(date: string): number {
    const { people, place, noise } = this.options;
    return Math.round(people * place.activity(date) * (1 + 0.08 * noise.wobble(date)));
  }

  /** Everybody who came before the date. */
  before(date: string): number {
    while (this.newest < date) {
      const next = addDays(this.newest, 1);
      this.sums.set(next, (this.sums.get(this.newest) ?? 0) + this.on(this.newest));
      this.newest = next;
    }
    return this.sums.get(date) ?? 0;
  }
}

export interface FaceTerminalOptions {
  readonly place: Place;
  readonly noise: Noise;
  /** Match tokens of the people who pass it each working day, with the last date on which they did. */
  readonly people: readonly { readonly token: string; readonly until?: string }[];
}

const PASSES_AT_MS = 8.75 * 3_600_000;
const PASSES_WITHIN_MS = 50 * 60_000;

/** A terminal at the entrance that recognises key persons once a working day. */
export function faceTerminal(key: string, { place, noise, people }: FaceTerminalOptions): SimulatedDevice {
  return {
    key,
    observe: (from, to) => {
      const readings: SimulatedReading[] = [];
      for (let date = place.date(from); date <= place.date(to); date = addDays(date, 1)) {
        if (!place.isWorkingDay(date)) continue;
        for (const { token, until } of people) {
          if (until !== undefined && date > until) continue;
          const observedAt = place.instant(
            date,
            PASSES_AT_MS + Math.round(noise.uniform(token, date) * PASSES_WITHIN_MS),
          );
          if (observedAt <= from || observedAt > to) continue;
          const attributes = { token, band: noise.uniform(token, date, 'band') < 0.9 ? 'HIGH' : 'MEDIUM' };
          readings.push({ channel: 'entrance', value: 1, observedAt, attributes });
        }
      }
      return readings;
    },
  };
}
