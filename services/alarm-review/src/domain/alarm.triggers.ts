import type { AlarmEvent } from '@loanwatch/contracts';
import { type Severity, severityRank } from '@loanwatch/kernel';
import type { TriggerCommand, Triggered } from './alarm.commands';
import { queueForReview, thenQueued } from './alarm.queue';
import type { Alarm } from './alarm.state';
import { SLA } from './sla';

type DataOf<T extends TriggerCommand['type']> = Extract<TriggerCommand, { readonly type: T }>['data'];

/** Recorded in any case; queued unless something explains it from the start. */
export function raise({ suppressedBy, ...data }: DataOf<'RaiseAlarm'>): readonly AlarmEvent[] {
  const raised: AlarmEvent = { type: 'AlarmRaised', data };
  const act = { at: data.at, by: data.by };
  if (suppressedBy === undefined) return [raised, queueForReview(act, data.severity, 'raised')];
  if ('outOfService' in suppressedBy) {
    return [raised, { type: 'AlarmTakenOutOfService', data: { ...act, reason: suppressedBy.outOfService } }];
  }
  return [raised, { type: 'AlarmSuppressedByDesign', data: { ...act, parentAlarmId: suppressedBy.parentAlarmId } }];
}

export function recordOccurrence(data: DataOf<'RecordOccurrence'>, alarm: Alarm): readonly AlarmEvent[] {
  return [{ type: 'AlarmOccurred', data }, ...reactivated(data, alarm), ...severityMoved(data, data.severity, alarm)];
}

/** A rule judges severity only while its condition holds, so the condition is active. */
export function changeSeverity(data: DataOf<'ChangeSeverity'>, alarm: Alarm): readonly AlarmEvent[] {
  const moved = severityMoved(data, data.severity, alarm);
  return moved.length === 0 ? [] : [...reactivated(data, alarm), ...moved];
}

/** The human steps stay, except that nobody has to act on a false alarm that is over. */
export function returnToNormal(data: Triggered, alarm: Alarm): readonly AlarmEvent[] {
  if (alarm.condition === 'RETURNED') return [];
  const returned: AlarmEvent = { type: 'AlarmConditionReturned', data: triggerOf(data) };
  if (alarm.review.status !== 'FALSE_POSITIVE') return [returned];
  return [returned, { type: 'AlarmClosed', data: { at: data.at, by: data.by, ground: 'false-positive' } }];
}

function reactivated(data: Triggered, alarm: Alarm): readonly AlarmEvent[] {
  return alarm.condition === 'ACTIVE' ? [] : [{ type: 'AlarmConditionReactivated', data: triggerOf(data) }];
}

/**
 * What was decided for a milder alarm does not bind a redder one: a rise ends shelving, brings the review forward, and
 * puts one that was found false or inconclusive back into the queue.
 */
function severityMoved(data: Triggered, to: Severity, alarm: Alarm): readonly AlarmEvent[] {
  const { severity: from, review, suppression } = alarm;
  if (to === from) return [];
  const act = { at: data.at, by: data.by };
  const moved = { ...triggerOf(data), from, to };
  if (severityRank(to) < severityRank(from)) return [{ type: 'AlarmSeverityChanged', data: moved }];
  const waits = review.status === 'PENDING_REVIEW' || review.status === 'IN_REVIEW';
  const dueAt = data.at + SLA[to].reviewMs;
  const events: AlarmEvent[] = [{ type: 'AlarmSeverityChanged', data: waits ? { ...moved, dueAt } : moved }];
  if (suppression.shelved !== null) {
    events.push({ type: 'AlarmUnshelved', data: { ...act, reason: 'severity-rose' } });
  }
  if (review.status === 'FALSE_POSITIVE' || review.status === 'INCONCLUSIVE') {
    events.push(queueForReview(act, to, 'severity-rose'));
  }
  return thenQueued(alarm, act, events);
}

function triggerOf({ at, by, triggerId, eventAt, reasons }: Triggered): Triggered {
  return { at, by, triggerId, eventAt, reasons };
}
