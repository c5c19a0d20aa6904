import type { Actor, AlarmView } from '@loanwatch/contracts';
import type { RecordedEvent } from '@loanwatch/engines';
import { type Clock, derivedId, DomainError } from '@loanwatch/kernel';
import {
  Answer,
  type EntityIndex,
  type IdempotencyStore,
  type IdempotentRequest,
  maySeeFamily,
  type Principal,
  scopeOf,
} from '@loanwatch/platform';
import type { QueuedAlarm, QueueFilter, QueuePlace, ReviewQueue } from '../app/review-queue';
import type { Loaded, Streams } from '../app/streams';
import type { Act, AlarmCommand } from '../domain/alarm.commands';
import type { Alarm } from '../domain/alarm.state';
import { alarmView, alarmViewFor, PLATFORM } from '../domain/alarm.view';
import { actorOf, causeOf, type Commanded, historyEntry, inCommandSpan } from './command';
import { isoTimes } from './iso-times';

export const REVIEWERS = ['service_manager'] as const;

/** How many alarms `claim-next` tries before it says that there is none: others claim at the same time. */
const TRIED_AT_ONCE = 50;

/** Alarms as HTTP reads and commands them. The platform's reviewers command; a lender reads what it was sent. */
export class AlarmDesk {
  constructor(
    private readonly streams: Streams,
    private readonly queue: ReviewQueue,
    private readonly idempotency: IdempotencyStore,
    private readonly clock: Clock,
    private readonly records: EntityIndex,
    /** How long a claim lasts without a verdict. */
    private readonly claimMs: number,
  ) {}

  async show(alarmId: string, principal: Principal): Promise<Answer> {
    const { state, revision, history } = await this.requireAlarm(alarmId);
    const scope = scopeOf(principal);
    if (scope.kind === 'platform') return shown(alarmView(state), revision, history);
    const institutionId = scope.kind === 'institution' ? scope.institutionId : undefined;
    if (institutionId === undefined || !isSentTo(state, institutionId)) throw unknownAlarm();
    const { enterpriseId, family } = state.facts;
    const maySeeMeasured = maySeeFamily(scope, enterpriseId, family, this.records, this.clock.now());
    const own = history
      .filter((event) => concerns(event, institutionId))
      .map((event) => forLender(event, maySeeMeasured));
    return shown(alarmViewFor(state, institutionId, maySeeMeasured), revision, own);
  }

  list(
    principal: Principal,
    filter: QueueFilter,
    limit: number,
    after: QueuePlace | undefined,
  ): Promise<readonly QueuedAlarm[]> {
    requirePlatform(principal);
    return this.queue.list(filter, limit, after);
  }

  /** Runs a command on what the reviewer last read. Throws what the alarm refuses, `request.stale`, `alarm.not-found`. */
  run(
    alarmId: string,
    { principal, revision, request }: Commanded,
    command: (act: Act, alarm: Alarm) => AlarmCommand | Promise<AlarmCommand>,
  ): Promise<Answer> {
    requirePlatform(principal);
    return this.idempotency.aroundEffect(request, async () => {
      const { state, history } = await this.requireAlarm(alarmId);
      const act = { at: this.clock.now(), by: actorOf(principal, REVIEWERS) };
      return inCommandSpan(history, async () =>
        answerOf(await this.streams.alarm(alarmId, await command(act, state), causeOf(request), revision)),
      );
    });
  }

  claim(alarmId: string, commanded: Commanded): Promise<Answer> {
    return this.run(alarmId, commanded, (act) => this.claiming(act));
  }

  reopen(alarmId: string, commanded: Commanded, reason: string): Promise<Answer> {
    return this.run(alarmId, commanded, async (act, alarm) => {
      await this.queue.requireLatest(alarm);
      return { type: 'ReopenAlarm', data: { ...act, reason } };
    });
  }

  /**
   * Claims the first of the queue that nobody else gets: the store lets one of two racers win, the other goes on to the
   * next. 204 when nothing waits.
   */
  claimNext(principal: Principal, request: IdempotentRequest, filter: Omit<QueueFilter, 'status'>): Promise<Answer> {
    requirePlatform(principal);
    return this.idempotency.aroundEffect(request, async () => {
      for (const alarmId of await this.queue.candidates(principal.subject, filter, TRIED_AT_ONCE)) {
        const act = { at: this.clock.now(), by: actorOf(principal, REVIEWERS) };
        const cause = causeOf(request);
        const outcome = await this.streams
          .alarm(alarmId, this.claiming(act), { ...cause, commandId: derivedId(cause.commandId, alarmId) })
          .catch(unlessTaken);
        // No event: the reviewer had it before this request.
        if (outcome !== undefined && outcome.events.length > 0) return answerOf(outcome);
      }
      return new Answer(204, undefined);
    });
  }

  private claiming(act: Act): AlarmCommand {
    return { type: 'ClaimAlarm', data: { ...act, until: act.at + this.claimMs } };
  }

  private async requireAlarm(alarmId: string): Promise<Loaded<Alarm>> {
    const found = await this.streams.readAlarm(alarmId);
    if (found === undefined) throw unknownAlarm();
    return found;
  }
}

function shown(view: AlarmView, revision: number, history: readonly RecordedEvent[]): Answer {
  return Answer.ok({ ...(isoTimes(view) as object), history: history.map(historyEntry) }, revision);
}

type Outcome = Awaited<ReturnType<Streams['alarm']>>;

function answerOf({ state, revision }: Outcome): Answer {
  return Answer.ok(state.kind === 'none' ? undefined : isoTimes(alarmView(state)), revision);
}

/** Somebody else was faster, or a trigger closed it; the next one may be free. */
function unlessTaken(error: unknown): undefined {
  if (error instanceof DomainError && (error.kind === 'conflict' || error.kind === 'stale')) return undefined;
  throw error;
}

function isSentTo({ cases }: Alarm, institutionId: string): boolean {
  return cases.some((each) => each.institutionId === institutionId);
}

/** Lenders do not learn of each other: what names another institution is left out. */
function concerns({ data }: RecordedEvent, institutionId: string): boolean {
  const named = (data as { readonly institutionId?: string }).institutionId;
  return named === undefined || named === institutionId;
}

/** An event without the name of the reviewer, and without what was measured when there is no grant for it. */
function forLender(event: RecordedEvent, maySeeMeasured: boolean): RecordedEvent {
  type Told = { readonly by: Actor; readonly reviewer?: string; readonly reasons?: unknown };
  const { by, reviewer: _, reasons, ...data } = event.data as Told;
  const actor = by.role === 'service_manager' ? { ...by, subject: PLATFORM } : by;
  const measured = maySeeMeasured && reasons !== undefined ? { reasons } : {};
  return { ...event, data: { ...data, by: actor, ...measured } };
}

function requirePlatform(principal: Principal): void {
  if (scopeOf(principal).kind === 'platform') return;
  throw new DomainError('auth.forbidden', 'forbidden', 'Alarms are reviewed by staff of the platform.');
}

function unknownAlarm(): DomainError {
  return new DomainError('alarm.not-found', 'not-found', 'There is no alarm with this id.');
}
