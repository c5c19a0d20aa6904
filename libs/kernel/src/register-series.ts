import { type RegisterLimits, type RegisterPoint, registerStep, type RegisterStep } from './register';

/** What a register counted between two of its readings, as it was published. */
export interface CountedStep {
  /** The earlier reading, ms. */
  readonly from: number;
  /** The later reading, ms. */
  readonly at: number;
  readonly step: RegisterStep;
  /** After the multiplier, a whole number in the scale of the metric; null when nothing can be said. */
  readonly amount: number | null;
  /** 0 at first, two more each time a late reading moved `from`: one takes the former back, one tells the new. */
  readonly revision: number;
}

/** A reading of the register with the step that led to it; null for the first one known. */
export interface SeriesPoint extends RegisterPoint {
  readonly counted: CountedStep | null;
}

/** `before`: what had been published of the later reading until now. */
export interface StepChange {
  readonly before: CountedStep | null;
  readonly now: CountedStep;
}

export interface RegisterTerms extends RegisterLimits {
  /** Factor from the register to the quantity (CT x PT ratio). */
  readonly multiplier: number;
}

/**
 * The known readings of one register in order of time. Usually only the newest is at hand; for readings that come late,
 * hand in everything from the last reading before them.
 */
export class RegisterSeries {
  private readonly written = new Set<number>();

  constructor(private readonly points: SeriesPoint[] = []) {}

  get newest(): SeriesPoint | undefined {
    return this.points.at(-1);
  }

  get oldest(): SeriesPoint | undefined {
    return this.points[0];
  }

  /** The points that were added or changed since the series was made. */
  changed(): SeriesPoint[] {
    return this.points.filter(({ at }) => this.written.has(at));
  }

  /**
   * Adds a reading; returns the steps that end at it and, when it came late, at the one after it. Nothing when a reading
   * of that time is known already.
   */
  insert({ at, value }: RegisterPoint, terms: RegisterTerms): StepChange[] {
    const place = this.placeOf(at);
    const earlier = this.points[place - 1];
    if (earlier?.at === at) return [];
    const changes: StepChange[] = [];
    const counted = earlier === undefined ? null : count(earlier, { at, value }, terms, 0);
    const point: SeriesPoint = { at, value, counted };
    if (counted !== null) changes.push({ before: null, now: counted });
    this.points.splice(place, 0, point);
    this.written.add(at);
    const later = this.points[place + 1];
    if (later !== undefined) changes.push(this.recount(point, later, place + 1, terms));
    return changes;
  }

  private recount(earlier: SeriesPoint, later: SeriesPoint, place: number, terms: RegisterTerms): StepChange {
    const before = later.counted;
    const now = count(earlier, later, terms, before === null ? 0 : before.revision + 2);
    this.points[place] = { at: later.at, value: later.value, counted: now };
    this.written.add(later.at);
    return { before, now };
  }

  /** Index of the first point after `at`. Readings mostly come in order, so it looks from the end. */
  private placeOf(at: number): number {
    let place = this.points.length;
    for (let before = this.points[place - 1]; before !== undefined && before.at > at; before = this.points[place - 1]) {
      place -= 1;
    }
    return place;
  }
}

function count(from: RegisterPoint, to: RegisterPoint, terms: RegisterTerms, revision: number): CountedStep {
  const step = registerStep(from, to, terms);
  const delta = 'delta' in step ? step.delta : null;
  const amount = delta === null ? null : Math.round(delta * terms.multiplier);
  return { from: from.at, at: to.at, step, amount, revision };
}

/** Whether the amount of a step lies in its interval: known in full and not over a gap. */
export function isAllocated({ step, amount }: CountedStep): boolean {
  return amount !== null && (step.kind === 'interval' || (step.kind === 'new-cycle' && !step.gap));
}
