/** A reading as a simulated device reports it. */
export interface SimulatedReading {
  readonly channel: string;
  readonly value: number | string;
  readonly unit?: string;
  /** ms since the epoch. */
  readonly observedAt: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * A device of the simulation. What it reports follows from its seed and the time alone, so that a history told in one
 * piece and one told step by step are the same.
 */
export interface SimulatedDevice {
  /** Key of the device in the setup. */
  readonly key: string;
  /** What it reports after `from` up to and including `to`, ms; samples at multiples of `everyMs`, events when they happen. */
  observe(from: number, to: number, everyMs: number): SimulatedReading[];
}

/** Whether something goes on at a time, ms. */
export interface Span {
  /** Inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export function within(spans: readonly Span[], at: number): boolean {
  return spans.some(({ from, to }) => at >= from && at < to);
}

/** The multiples of `everyMs` after `from` up to and including `to`. */
export function sampleTimes(from: number, to: number, everyMs: number): number[] {
  const times: number[] = [];
  for (let at = Math.floor(from / everyMs + 1) * everyMs; at <= to; at += everyMs) times.push(at);
  return times;
}

/** A device that samples; silent while it has failed. */
export function sampler(
  key: string,
  failed: readonly Span[],
  sample: (at: number) => readonly Omit<SimulatedReading, 'observedAt'>[],
): SimulatedDevice {
  return {
    key,
    observe: (from, to, everyMs) =>
      sampleTimes(from, to, everyMs)
        .filter((at) => !within(failed, at))
        .flatMap((observedAt) => sample(observedAt).map((reading) => ({ ...reading, observedAt }))),
  };
}
