/** What was found on one series. */
export interface Result {
  readonly series: string;
  readonly passed: boolean;
  /** What must hold, in a sentence. */
  readonly expected: string;
  /** The figures that were seen. */
  readonly seen: Readonly<Record<string, number | string | readonly string[]>>;
}
