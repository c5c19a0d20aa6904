import type { Reason, Signal } from '@loanwatch/contracts';
import type { Days } from './days';
import type { Held } from './held';
import type { Place, Schedule } from './schedule';

/**
 * UNKNOWN is not FALSE: it neither raises nor clears. PENDING is true so far and not yet for long enough: it does not
 * raise, and it keeps an open alarm from returning.
 */
export type Truth = 'TRUE' | 'FALSE' | 'PENDING' | 'UNKNOWN';

/** Why a subject is not judged. Texts are made when somebody asks (`wording.ts`). */
export interface Unjudged {
  readonly code:
    | 'outside-schedule'
    | 'no-grant'
    | 'signal-not-judged'
    | 'baseline-too-short'
    | 'not-a-day'
    | 'calendar-year-missing';
  /** Samples at hand and samples needed. */
  readonly have?: number;
  readonly need?: number;
  readonly dayClass?: string;
  readonly weekday?: number;
  /** What the signal itself said. */
  readonly detail?: string;
}

/** What a condition is judged on: the signal that came, or none when a timer has run out. */
export interface Moment {
  /** Event time of the judgement, ms: that of the signal, never before an earlier judgement. */
  readonly at: number;
  readonly signal: Signal | undefined;
  /** Whether `signal` corrects the signal judged last. */
  readonly corrects: boolean;
  /** Newest signal that had a value; what a timer's reasons speak of. */
  readonly evidence: Signal | undefined;
  readonly place: Place;
  readonly schedule: Schedule;
  readonly days: Days;
  /** The subject's device is declared out of service. */
  readonly outOfService: boolean;
}

/** What a timer depends on. */
export interface Waiting extends Pick<Moment, 'schedule' | 'outOfService'> {
  readonly judgedAt: number;
}

export interface Judgement<S = ConditionState> {
  readonly truth: Truth;
  /** The same object as before when nothing has changed: then nothing has to be stored. */
  readonly state: S;
  readonly unjudged?: Unjudged;
}

/** One compiled condition. All of it is pure; what it has to remember is its state, which is small and plain JSON. */
export interface Condition<S = ConditionState> {
  readonly idle: S;
  /** True at an instant only, as events are: absence of a further one is what ends it. */
  readonly momentary: boolean;
  judge(state: S, moment: Moment): Judgement<S>;
  /** Why it is TRUE. */
  explain(state: S, moment: Moment): Reason;
  /** A signal that is not judged, because it is outside the schedule, but was heard. */
  hear?(state: S, at: number): S;
  /** A signal older than one already judged: history changes, verdicts given do not. */
  learn?(state: S, late: Moment): S;
  /** When to look at it again although no signal comes, ms; a time at or before `judgedAt` means never. */
  dueAt?(state: S, around: Waiting): number | undefined;
}

/** A value that matched, and when. */
export type Match = readonly [at: number, value: number | string | null];

export interface DurationState {
  readonly held: Held | null;
  readonly inner: ConditionState;
}
export interface RollingState {
  /** Oldest first, at most n. */
  readonly matches: readonly Match[];
}
export interface TumblingState extends RollingState {
  /** Number of the window since 1969-12-29 site time. */
  readonly window: number;
  /** The window before reached n. */
  readonly reached: boolean;
}
export interface LastState {
  /** Matches with how many values came after each. */
  readonly recent: readonly { readonly age: number; readonly match: Match }[];
}
export interface SilenceState {
  readonly heardAt: number | null;
}
export type ConditionState = null | DurationState | RollingState | TumblingState | LastState | SilenceState;
