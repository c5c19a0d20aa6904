/**
 * When something is due. It stands still while the alarm is suppressed and keeps the time that was left, so a stage never
 * becomes overdue because nobody was meant to work on it. Times are epoch milliseconds.
 */
export type Deadline = { readonly at: number } | { readonly remainingMs: number };

/** A deadline at `dueAt` as seen at `now`; paused from its first moment when the clock stands still already. */
export function startDeadline(dueAt: number, now: number, paused: boolean): Deadline {
  return paused ? { remainingMs: Math.max(0, dueAt - now) } : { at: dueAt };
}

export function pauseDeadline(deadline: Deadline, now: number): Deadline {
  return 'at' in deadline ? { remainingMs: Math.max(0, deadline.at - now) } : deadline;
}

export function resumeDeadline(deadline: Deadline, now: number): Deadline {
  return 'at' in deadline ? deadline : { at: now + deadline.remainingMs };
}

/** The earlier of the deadline and `dueAt`. */
export function tightenDeadline(deadline: Deadline, now: number, dueAt: number): Deadline {
  if ('at' in deadline) return { at: Math.min(deadline.at, dueAt) };
  return { remainingMs: Math.min(deadline.remainingMs, Math.max(0, dueAt - now)) };
}

/** Undefined while it is paused. */
export function dueTime(deadline: Deadline): number | undefined {
  return 'at' in deadline ? deadline.at : undefined;
}

/** Whether the timer that was set for `dueAt` still means this deadline, and its time has come. */
export function hasCome(deadline: Deadline, dueAt: number, now: number): boolean {
  return 'at' in deadline && deadline.at === dueAt && now >= dueAt;
}
