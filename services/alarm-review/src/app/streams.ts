import { type AlarmEvent, assertContract, type CaseEvent, type SchemaName } from '@loanwatch/contracts';
import { type CommandOutcome, type EventStore, type RecordedEvent, runCommand } from '@loanwatch/engines';
import { type Decider, derivedId, fold, type Message } from '@loanwatch/kernel';
import { alarmDecider } from '../domain/alarm';
import type { AlarmCommand } from '../domain/alarm.commands';
import type { Alarm, AlarmState } from '../domain/alarm.state';
import { currentAlarmEvent } from '../domain/alarm.upcast';
import { caseDecider } from '../domain/case';
import type { CaseCommand } from '../domain/case.commands';
import type { Case, CaseState } from '../domain/case.state';
import { currentCaseEvent } from '../domain/case.upcast';

/** What a command comes from. */
export interface Cause {
  /** Same id and stream, same effect. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string;
}

/** An aggregate as it stands after the last of `history`. */
export interface Loaded<S> {
  readonly state: S;
  readonly revision: number;
  readonly history: readonly RecordedEvent[];
}

export const SYSTEM = { subject: 'system:alarm-review', role: 'system' } as const;

export const alarmStream = (alarmId: string): string => `alarm-${alarmId}`;
export const caseStream = (caseId: string): string => `case-${caseId}`;

/** Nothing is stored that its schema does not allow: it would be there for ever. */
const ALARMS = storing('AlarmEvent', alarmDecider);
const CASES = storing('CaseEvent', caseDecider);

/** The streams of alarms and cases. */
export class Streams {
  constructor(private readonly store: EventStore) {}

  /** `expectedRevision` is what the caller saw; without it a lost race is run again. */
  alarm(alarmId: string, command: AlarmCommand, cause: Cause, expectedRevision?: number) {
    const run = this.runOf(alarmStream(alarmId), command.data.by.subject, cause, expectedRevision);
    return runCommand<AlarmState, AlarmCommand, AlarmEvent>({
      ...run,
      decider: ALARMS,
      command,
      upcast: currentAlarmEvent,
    });
  }

  case(
    caseId: string,
    command: CaseCommand,
    cause: Cause,
    expectedRevision?: number,
  ): Promise<CommandOutcome<CaseState, CaseEvent>> {
    const run = this.runOf(caseStream(caseId), command.data.by.subject, cause, expectedRevision);
    return runCommand<CaseState, CaseCommand, CaseEvent>({ ...run, decider: CASES, command, upcast: currentCaseEvent });
  }

  /** The alarm as it stood at `revision` (default: now); undefined when there is none. */
  async readAlarm(alarmId: string, revision?: number): Promise<Loaded<Alarm> | undefined> {
    const history = await this.read(alarmStream(alarmId), revision);
    const state = fold(alarmDecider, history.map(currentAlarmEvent));
    return state.kind === 'none' ? undefined : { state, revision: history.length - 1, history };
  }

  async readCase(caseId: string): Promise<Loaded<Case> | undefined> {
    const history = await this.read(caseStream(caseId));
    const state = fold(caseDecider, history.map(currentCaseEvent));
    return state.kind === 'none' ? undefined : { state, revision: history.length - 1, history };
  }

  private read(stream: string, revision?: number): Promise<readonly RecordedEvent[]> {
    return this.store.read(stream, revision === undefined ? {} : { limit: revision + 1 });
  }

  private runOf(stream: string, actor: string, { commandId, ...cause }: Cause, expectedRevision: number | undefined) {
    return {
      store: this.store,
      stream,
      commandId: derivedId(commandId, stream),
      metadata: { actor, ...cause },
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
    };
  }
}

function storing<S, C extends Message, E extends Message>(schema: SchemaName, decider: Decider<S, C, E>) {
  return {
    ...decider,
    decide: (command: C, state: S): readonly E[] => {
      const events = decider.decide(command, state);
      for (const event of events) assertContract(schema, event);
      return events;
    },
  };
}
