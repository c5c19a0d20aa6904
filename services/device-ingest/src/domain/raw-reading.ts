/** What a message said, before it is held against the device's channels. */
export interface RawReading {
  readonly channel: string;
  /** Code from `contracts/metrics.json`; when absent, the channel's own metric is meant. */
  readonly metric?: string | undefined;
  readonly value: unknown;
  /** Unit of `value`; when absent, the metric's canonical unit. */
  readonly unit?: string | undefined;
  /** Event time, epoch milliseconds; NaN when the message gave none that can be read. */
  readonly observedAt: number;
  /** When set, `value` covers `[observedAt - intervalMs, observedAt)`. */
  readonly intervalMs?: number | undefined;
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Where in the message it stood: a JSON Pointer, or its index in `/readings`; see {@link pointerTo}. */
  readonly place: string | number;
}

/** JSON Pointer to a reading of a message. Written only when one is refused: most never are. */
export function pointerTo(place: string | number): string {
  return typeof place === 'number' ? `/readings/${place}` : place;
}

/** Why one reading was not taken; its siblings may have been. */
export interface Rejection {
  /** JSON Pointer to the field that is wrong. */
  readonly pointer: string;
  /** Registered in `contracts/problems.json`. */
  readonly code: string;
  readonly detail: string;
}
