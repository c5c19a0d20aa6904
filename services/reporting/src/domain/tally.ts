const EXACT = Number.MAX_SAFE_INTEGER;

/**
 * What is kept of the recordings of one series in one hour, day or month. Tallies of parts add up to the tally of the
 * whole, in any order: every column is a sum, a minimum, a maximum or the newest.
 */
export class Tally {
  /** Recordings with a value. */
  n = 0;
  /** Recordings that say why there is none. */
  notJudged = 0;
  min = Infinity;
  max = -Infinity;
  observedMs = 0;
  /** Event time of the newest recording, ms. */
  lastAt = -Infinity;
  last: number | null = null;
  lastCoverage = 0;
  private partSum = 0;
  /** What no longer fits an exact double. */
  private carriedSum = 0n;

  add(at: number, value: number | null, observedMs: number, coverage: number): void {
    if (value === null) this.notJudged += 1;
    else this.addValue(value);
    this.observedMs += observedMs;
    if (isNewer(at, value, coverage, this)) this.setLast(at, value, coverage);
  }

  merge(other: Tally): void {
    this.n += other.n;
    this.notJudged += other.notJudged;
    this.carriedSum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.observedMs += other.observedMs;
    if (isNewer(other.lastAt, other.last, other.lastCoverage, this)) {
      this.setLast(other.lastAt, other.last, other.lastCoverage);
    }
  }

  get sum(): bigint {
    return this.carriedSum + BigInt(this.partSum);
  }

  private addValue(value: number): void {
    this.n += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const sum = this.partSum + value;
    if (sum <= EXACT && sum >= -EXACT) {
      this.partSum = sum;
    } else {
      this.carriedSum += BigInt(this.partSum);
      this.partSum = value;
    }
  }

  private setLast(at: number, value: number | null, coverage: number): void {
    this.lastAt = at;
    this.last = value;
    this.lastCoverage = coverage;
  }
}

/** Of two recordings of one instant the larger value counts, so that the order in which they came does not matter. */
function isNewer(at: number, value: number | null, coverage: number, { lastAt, last, lastCoverage }: Tally): boolean {
  if (at !== lastAt) return at > lastAt;
  if (value === last) return coverage > lastCoverage;
  return last === null || (value !== null && value > last);
}
