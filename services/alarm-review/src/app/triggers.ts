import { type AlarmEvent, assertContract, type Trigger } from '@loanwatch/contracts';
import { type EventMetadata, type EventStore, type NewEvent, RevisionConflict } from '@loanwatch/engines';
import { type Clock, derivedId, DomainError, fold, severityRank } from '@loanwatch/kernel';
import { currentTraceparent } from '@loanwatch/platform';
import { alarmDecider } from '../domain/alarm';
import type { AlarmCommand } from '../domain/alarm.commands';
import type { AlarmState } from '../domain/alarm.state';
import { currentAlarmEvent } from '../domain/alarm.upcast';
import { alarmStream, SYSTEM } from './streams';

/** A trigger with what its message says of where it comes from. */
export interface TriggerMessage {
  readonly trigger: Trigger;
  readonly messageId: string;
  readonly correlationId: string;
  readonly traceparent?: string;
}

/** What suppresses a new alarm about this subject, if anything does. */
export type Explain = (trigger: Trigger) => SuppressedBy | undefined;
type SuppressedBy = NonNullable<Extract<AlarmCommand, { readonly type: 'RaiseAlarm' }>['data']['suppressedBy']>;

const RETRIES = 10;

/**
 * Turns triggers into alarms. The ids of alarms and events derive from the triggers, so a redelivery finds what it did
 * and does nothing; people act on the same alarms meanwhile, so a lost race is decided again.
 */
export class Triggers {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes triggers of one problem in order; one read and one append per alarm, however many they are. `alarmId` is the
   * problem's latest alarm, if it has one. Resolves with its latest alarm afterwards.
   */
  async take(
    messages: readonly TriggerMessage[],
    alarmId: string | undefined,
    explain: Explain,
  ): Promise<string | undefined> {
    let current = alarmId;
    let recurrenceOf: string | undefined;
    let left = messages;
    for (let first = left[0]; first !== undefined; first = left[0]) {
      const { trigger } = first;
      if (current === undefined && trigger.verdict === 'CLEAR') {
        left = left.slice(1);
        continue;
      }
      const target: string = current ?? derivedId('alarm', trigger.fingerprint, trigger.triggerId);
      left = await this.append(target, left, recurrenceOf, explain);
      current = target;
      const refused = left[0]?.trigger;
      if (refused === undefined) break;
      if (isNewOccurrence(refused)) {
        recurrenceOf = current;
        current = undefined;
      } else {
        left = left.slice(1);
      }
    }
    return current;
  }

  /** Resolves with those that were not taken: from the first that a closed alarm refused. */
  private async append(
    alarmId: string,
    messages: readonly TriggerMessage[],
    recurrenceOf: string | undefined,
    explain: Explain,
  ): Promise<readonly TriggerMessage[]> {
    const stream = alarmStream(alarmId);
    const commandIdOf = ({ trigger }: TriggerMessage) => derivedId(trigger.triggerId, stream);
    for (let attempt = 0; ; attempt++) {
      const history = await this.store.read(stream);
      const known = new Set(history.map(({ id }) => id));
      let state: AlarmState = fold(alarmDecider, history.map(currentAlarmEvent));
      const events: NewEvent[] = [];
      // They come in order, so whatever stands before one that left its mark was dealt with, with or without an event.
      let taken = messages.findLastIndex((message) => known.has(derivedId(commandIdOf(message), 0))) + 1;
      for (const message of messages.slice(taken)) {
        const command = this.commandFor(message.trigger, alarmId, state, recurrenceOf, explain);
        const decided = decideUnlessClosed(command, state);
        if (decided === 'closed') break;
        for (const [i, event] of decided.entries()) {
          assertContract('AlarmEvent', event);
          state = alarmDecider.evolve(state, event);
          events.push({ id: derivedId(commandIdOf(message), i), ...event, metadata: metadataOf(message) });
        }
        taken += 1;
      }
      try {
        await this.store.append(stream, history.length === 0 ? 'no-stream' : history.length - 1, events);
        return messages.slice(taken);
      } catch (error) {
        if (!(error instanceof RevisionConflict) || attempt >= RETRIES) throw error;
      }
    }
  }

  private commandFor(
    trigger: Trigger,
    alarmId: string,
    state: AlarmState,
    recurrenceOf: string | undefined,
    explain: Explain,
  ): AlarmCommand {
    const { triggerId, at: eventAt, reasons, severity, ruleVersion } = trigger;
    const triggered = { at: this.clock.now(), by: SYSTEM, triggerId, eventAt, reasons };
    if (state.kind === 'none') {
      const { fingerprint, ruleId, ruleName, owner, enterpriseId, siteId, subject, metric, family, dayClass } = trigger;
      const suppressedBy = explain(trigger);
      return {
        type: 'RaiseAlarm',
        data: {
          ...triggered,
          alarmId,
          fingerprint,
          ruleId,
          ruleVersion,
          ruleName,
          owner,
          enterpriseId,
          siteId,
          subject,
          metric,
          family,
          severity,
          ...(dayClass === undefined ? {} : { dayClass }),
          ...(recurrenceOf === undefined ? {} : { recurrenceOf }),
          ...(suppressedBy === undefined ? {} : { suppressedBy }),
        },
      };
    }
    switch (trigger.verdict) {
      case 'RAISE':
      case 'OCCUR':
        return { type: 'RecordOccurrence', data: { ...triggered, ruleVersion, severity } };
      case 'SEVERITY':
        return { type: 'ChangeSeverity', data: { ...triggered, severity } };
      case 'CLEAR':
        return { type: 'ReturnToNormal', data: triggered };
    }
  }
}

function decideUnlessClosed(command: AlarmCommand, state: AlarmState): readonly AlarmEvent[] | 'closed' {
  try {
    return alarmDecider.decide(command, state);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'alarm.closed') return 'closed';
    throw error;
  }
}

/** A milder severity of what was closed is nothing new. */
function isNewOccurrence({ verdict, severity, previousSeverity }: Trigger): boolean {
  if (verdict !== 'SEVERITY') return true;
  return severityRank(severity) > severityRank(previousSeverity ?? 'BLUE');
}

function metadataOf({ messageId, correlationId, traceparent }: TriggerMessage): EventMetadata {
  const trace = currentTraceparent() ?? traceparent;
  return {
    actor: SYSTEM.subject,
    correlationId,
    causationId: messageId,
    ...(trace === undefined ? {} : { traceparent: trace }),
  };
}
