import { type RegisterLimits, type RegisterPoint, registerStep, type RegisterStep } from './register';

/** {@link RegisterStep} in a word. `wrap` and `reset` start a new cycle. */
export type StepOutcome = 'interval' | 'gap' | 'implausible' | 'wrap' | 'wrap-in-gap' | 'reset' | 'reset-in-gap';

/** What a register counted between two of its readings, as it was published. */
export interface CountedStep {
  /** The earlier reading, ms. */
  readonly from: number;
  /** The later reading, ms. */
  readonly at: number;
  readonly outcome: StepOutcome;
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
  private readonly addedAt = new Set<number>();
  private readonly recountedAt = new Set<number>();

  constructor(private readonly points: SeriesPoint[] = []) {}

  get newest(): SeriesPoint | undefined {
    return this.points.at(-1);
  }

  get oldest(): SeriesPoint | undefined {
    return this.points[0];
  }

  /** The points that the series did not have when it was made. */
  added(): SeriesPoint[] {
    return this.points.filter(({ at }) => this.addedAt.has(at));
  }

  /** The points that it had, and whose step a late reading has changed. */
  recounted(): SeriesPoint[] {
    return this.points.filter(({ at }) => this.recountedAt.has(at));
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
    this.addedAt.add(at);
    const later = this.points[place + 1];
    if (later !== undefined) changes.push(this.recount(point, later, place + 1, terms));
    return changes;
  }

  private recount(earlier: SeriesPoint, later: SeriesPoint, place: number, terms: RegisterTerms): StepChange {
    const before = later.counted;
    const now = count(earlier, later, terms, before === null ? 0 : before.revision + 2);
    this.points[place] = { at: later.at, value: later.value, counted: now };
    if (!this.addedAt.has(later.at)) this.recountedAt.add(later.at);
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
  return { from: from.at, at: to.at, outcome: outcomeOf(step), amount, revision };
}

function outcomeOf(step: RegisterStep): StepOutcome {
  switch (step.kind) {
    case 'interval':
    case 'gap':
    case 'implausible':
      return step.kind;
    case 'new-cycle':
      return step.gap ? `${step.reason}-in-gap` : step.reason;
    case 'out-of-order':
      throw new RangeError('the points of a series are in order');
  }
}

/** Whether the amount of a step lies in its interval: known in full and not over a gap. */
export function isAllocated({ outcome, amount }: CountedStep): boolean {
  return amount !== null && (outcome === 'interval' || outcome === 'wrap' || outcome === 'reset');
}

/** Why the register started a new cycle with this step, if it did. */
export function newCycleReason({ outcome }: CountedStep): 'wrap' | 'reset' | undefined {
  if (outcome === 'wrap' || outcome === 'wrap-in-gap') return 'wrap';
  return outcome === 'reset' || outcome === 'reset-in-gap' ? 'reset' : undefined;
}
