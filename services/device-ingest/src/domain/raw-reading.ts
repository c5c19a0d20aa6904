/** What a message said, before it is held against the device's channels. */
export interface RawReading {
  readonly channel: string;
  /** Code from `contracts/metrics.json`; when absent, the channel's own metric is meant. */
  readonly metric?: string;
  readonly value: unknown;
  /** Unit of `value`; when absent, the metric's canonical unit. */
  readonly unit?: string;
  /** Event time, epoch milliseconds; NaN when the message gave none that can be read. */
  readonly observedAt: number;
  /** When set, `value` covers `[observedAt - intervalMs, observedAt)`. */
  readonly intervalMs?: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** Where in the message it stood, as a JSON Pointer: `/readings/17`. */
  readonly pointer: string;
}

/** Why one reading was not taken; its siblings may have been. */
export interface Rejection {
  /** JSON Pointer to the field that is wrong. */
  readonly pointer: string;
  /** Registered in `contracts/problems.json`. */
  readonly code: string;
  readonly detail: string;
}
