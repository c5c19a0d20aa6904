import { HOUR_MS } from '@loanwatch/kernel';
import type { DayCurve } from './day-curve';
import { sampler, type SimulatedDevice, type Span } from './device';
import type { Noise } from './noise';
import type { Place } from './place';

export interface MeterOptions {
  readonly place: Place;
  readonly noise: Noise;
  /** When it counted from 0, ms. */
  readonly origin: number;
  /** Load at night and on days off, W. */
  readonly baseW: number;
  /** Load of full business on top of it, W. */
  readonly workW: number;
  /** Share of that load over the day. */
  readonly curve: DayCurve;
  /** Ratio of the current transformer: the register shows so many times less. */
  readonly ratio: number;
  readonly failed?: readonly Span[];
}

const SLOT_MS = HOUR_MS / 4;
/** The register shows hundredths of a kWh. */
const SHOWN_WH = 10;

/** An electricity meter with a cumulative register behind a current transformer. */
export function meter(key: string, options: MeterOptions): SimulatedDevice {
  const register = new EnergyRegister(options);
  return sampler(key, options.failed ?? [], (at) => [{ channel: 'main', value: register.shownKwh(at), unit: 'kWh' }]);
}

class EnergyRegister {
  /** Energy up to the start of each quarter of an hour since the origin, Wh. */
  private readonly sums: number[] = [0];
  private readonly firstSlot: number;

  constructor(private readonly options: MeterOptions) {
    this.firstSlot = Math.floor(options.origin / SLOT_MS);
  }

  shownKwh(at: number): number {
    const slot = Math.floor(at / SLOT_MS);
    const partWh = (this.slotWh(slot) * (at - slot * SLOT_MS)) / SLOT_MS;
    const steps = Math.floor((this.sumTo(slot) + partWh) / this.options.ratio / SHOWN_WH);
    return (steps * SHOWN_WH) / 1000;
  }

  private sumTo(slot: number): number {
    const wanted = Math.max(slot - this.firstSlot, 0);
    for (let index = this.sums.length; index <= wanted; index += 1) {
      this.sums.push((this.sums[index - 1] ?? 0) + this.slotWh(this.firstSlot + index - 1));
    }
    return this.sums[wanted] ?? 0;
  }

  private slotWh(slot: number): number {
    const { place, noise, baseW, workW, curve } = this.options;
    const at = slot * SLOT_MS;
    const date = place.date(at);
    const work = workW * place.activity(date) * curve.at(place.timeOfDay(at)) * (1 + 0.06 * noise.wobble('day', date));
    return (baseW * (1 + 0.05 * noise.wobble('base', slot)) + work * (1 + 0.08 * noise.wobble('work', slot))) / 4;
  }
}
