import type { Clock } from '@loanwatch/kernel';

/** A clock that moves only when the test says so. */
export class FixedClock implements Clock {
  private nowMs: number;

  constructor(start: string | number) {
    this.nowMs = toMs(start);
  }

  now(): number {
    return this.nowMs;
  }

  set(instant: string | number): void {
    this.nowMs = toMs(instant);
  }

  advance(byMs: number): void {
    this.nowMs += byMs;
  }
}

function toMs(instant: string | number): number {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  if (!Number.isFinite(ms)) throw new RangeError(`not an instant: ${instant}`);
  return ms;
}
