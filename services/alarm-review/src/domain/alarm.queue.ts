import type { AlarmEvent, AlarmQueuedForReview } from '@loanwatch/contracts';
import type { Severity } from '@loanwatch/kernel';
import type { Act } from './alarm.commands';
import { evolveAlarm } from './alarm.evolve';
import type { Alarm, AlarmState } from './alarm.state';
import { SLA } from './sla';
import { isSuppressed } from './suppression';

export function queueForReview(
  { at, by }: Act,
  severity: Severity,
  cause: AlarmQueuedForReview['data']['cause'],
): AlarmEvent {
  return { type: 'AlarmQueuedForReview', data: { at, by, cause, dueAt: at + SLA[severity].reviewMs } };
}

/** An alarm that was suppressed from its raising goes to the queue as soon as nothing suppresses it any more. */
export function thenQueued(alarm: Alarm, act: Act, events: readonly AlarmEvent[]): readonly AlarmEvent[] {
  const after = events.reduce<AlarmState>(evolveAlarm, alarm);
  if (after.kind === 'none' || after.review.status !== 'RAISED' || isSuppressed(after.suppression)) return events;
  return [...events, queueForReview(act, after.severity, 'suppression-lifted')];
}
