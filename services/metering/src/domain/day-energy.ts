import type { Signal } from '@loanwatch/contracts';
import { fromScaled } from '@loanwatch/kernel';
import type { EnergyDay, Judgement } from './operating-rate';
import { ENERGY_DIGITS } from './signals';

/** What metering remembers of a closed site day. */
export interface EnergyFacts extends EnergyDay {
  /** How often the rate has been told, counted from 0. */
  readonly rateRevision: number;
}

/** A site day: its date's interval [from, to) in ms, and the calendar it was judged by. */
export interface ToldDay {
  readonly siteId: string;
  readonly from: number;
  readonly to: number;
  readonly calendarVersion: number;
}

export function dayEnergySignal(
  { siteId, from, to, calendarVersion }: ToldDay,
  { energy, coverage }: Pick<EnergyDay, 'energy' | 'coverage'>,
  revision: number,
): Signal {
  const told = {
    metric: 'energy.day',
    subject: `site:${siteId}`,
    at: to,
    from,
    coverage,
    algorithm: 'metering.day-energy@1',
    calendarVersion,
    ...(revision > 0 && { revision }),
  };
  if (energy !== null) return { ...told, value: fromScaled(energy, ENERGY_DIGITS) };
  return { ...told, value: null, notJudged: { code: 'coverage-too-low', detail: 'nothing was observed that day' } };
}

export function operatingRateSignal(
  { siteId, from, to, calendarVersion }: ToldDay,
  coverage: number,
  judgement: Judgement,
  revision: number,
): Signal {
  const told = {
    metric: 'operating.rate',
    subject: `site:${siteId}`,
    at: to,
    from,
    coverage,
    algorithm: 'metering.operating-rate@1',
    calendarVersion,
    ...(revision > 0 && { revision }),
  };
  const dayClass = judgement.dayClass === null ? {} : { dayClass: judgement.dayClass };
  if (judgement.rate === null) {
    const { code, detail } = judgement;
    return { ...told, value: null, notJudged: { code, detail }, attributes: dayClass };
  }
  const { rate, baseline, isColdStart } = judgement;
  return {
    ...told,
    value: rate,
    attributes: {
      ...dayClass,
      baselineWh: fromScaled(Math.round(baseline.energy), ENERGY_DIGITS),
      baselineDays: baseline.samples,
      // Compared with days after it too, because there were not enough before it.
      ...(isColdStart && { coldStart: true }),
    },
  };
}
