/** What a goal is: the figure that decides, and its bar. Ratios have no unit and must reach the bar; the others are limits. */
export interface Bar {
  readonly name: string;
  readonly bar: number;
  readonly unit: '' | 'ms' | 's';
}

/** The bars of the issue, by the numbers of the performance reference. */
export const BARS = {
  G1: { name: 'readings/s, HTTP to history and alarms, of the thin pipeline', bar: 0.35, unit: '' },
  G4: { name: 'CPU of a POST, raw Fastify over the product’s edge', bar: 0.75, unit: '' },
  G5: { name: 'reading to visible alarm, p99 at 10,000 readings/s', bar: 150, unit: 'ms' },
  G9: { name: 'event appends/s of one caller, of raw INSERT', bar: 0.8, unit: '' },
  G10: { name: 'projection rebuild, of reading events raw', bar: 0.25, unit: '' },
  G12: { name: 'statistics API, p99', bar: 50, unit: 'ms' },
  G16: { name: 'empty folder to first accepted reading', bar: 5, unit: 's' },
} as const satisfies Record<string, Bar>;
export type GoalId = keyof typeof BARS;
export const GOAL_IDS = Object.keys(BARS) as readonly GoalId[];

/** What a measurement hands in. */
export interface Measured {
  readonly value: number;
  /** Why it does not count although the value may be good: something lost, refused or missing. */
  readonly broken?: string | undefined;
  readonly figures: Readonly<Record<string, unknown>>;
}

export interface Goal extends Measured, Bar {
  readonly id: GoalId;
  readonly isReached: boolean;
  /** Share of the machine's CPU that others used meanwhile, 0..1. */
  readonly foreignLoad: number;
  readonly seconds: number;
}

export function isReached({ bar, unit }: Bar, { value, broken }: Measured): boolean {
  return broken === undefined && (unit === '' ? value >= bar : value <= bar);
}
