import { type Bus, type Tx } from '@loanwatch/engines';
import { type Clock, derivedId, isoTime } from '@loanwatch/kernel';
import type { EntityReplica } from '@loanwatch/platform';
import { type Decision, decide } from '../domain/decision';
import type { Notice } from '../domain/notice';
import { deliveryRecord } from './delivery-record';
import { insertNotification, type Job, type Progress, type Reason, toldOf } from './notification-log';
import { insertRecipient, type Recipient, recipientsOf } from './recipients';

const DETAILS: Readonly<Record<string, string>> = {
  'institution-suspended': 'the institution is suspended',
  'recipient-disabled': 'the recipient is disabled',
  silenced: 'the alarm is shelved, suppressed or out of service',
  'not-told-before': 'the recipient was not told of the problem',
  'below-severity': 'milder than the recipient wants',
  'family-not-wanted': 'of a kind the recipient does not want',
  'channel-not-configured': 'no SMTP server is configured',
  'quiet-hours': 'waits for the end of the recipient’s quiet hours',
};

/** Turns a notice into one notification a recipient, each sent, delayed or dropped, and each with the reason. */
export class Planner {
  constructor(
    private readonly bus: Bus,
    private readonly clock: Clock,
    private readonly institutions: Pick<EntityReplica, 'isSuspended'>,
    private readonly options: { readonly emailConfigured: boolean; readonly planned: () => void },
  ) {}

  /** `messageId`: id of the lifecycle message; the notifications' ids derive from it. */
  async plan(tx: Tx, notice: Notice, messageId: string, traceparent: string | undefined): Promise<void> {
    const recipients = await this.recipients(tx, notice.institutionId);
    const isSuspended = notice.institutionId !== null && this.institutions.isSuspended(notice.institutionId);
    const told = await toldOf(tx, notice.about.alarmId);
    const now = this.clock.now();
    const records = [];
    for (const recipient of recipients) {
      const job: Job = {
        id: derivedId('notification', messageId, recipient.id),
        institutionId: notice.institutionId,
        recipientId: recipient.id,
        channel: recipient.channel,
        notice,
        attempt: 0,
        traceparent: traceparent ?? null,
        createdAt: isoTime(now),
      };
      const progress = isSuspended
        ? dropped('institution-suspended')
        : this.progressOf(decide(notice, recipient.preferences, told.has(recipient.id), now), recipient, now);
      if (!(await insertNotification(tx, job, progress, now))) continue;
      if (progress.status !== 'PENDING' || progress.reason !== null) records.push(deliveryRecord(job, progress, now));
    }
    if (records.length > 0) await this.bus.publishInTransaction(tx, records);
    tx.afterCommit(this.options.planned);
  }

  private progressOf(decision: Decision, { channel }: Recipient, nowMs: number): Progress {
    if (decision.outcome === 'drop') return dropped(decision.reason);
    if (channel === 'in-app') return { status: 'SENT', reason: null, attempt: 1, nextAtMs: null };
    if (channel === 'email' && !this.options.emailConfigured) return dropped('channel-not-configured');
    if (decision.outcome === 'send') return { status: 'PENDING', reason: null, attempt: 0, nextAtMs: nowMs };
    return { status: 'PENDING', reason: reasonOf(decision.reason), attempt: 0, nextAtMs: decision.untilMs };
  }

  /** An institution's own feed exists without being registered: nobody should miss a case for want of a setting. */
  private async recipients(tx: Tx, institutionId: string | null): Promise<readonly Recipient[]> {
    const registered = await recipientsOf(tx, institutionId);
    const feedId = derivedId('in-app', institutionId ?? 'platform');
    if (registered.some((recipient) => recipient.channel === 'in-app')) return registered;
    const feed: Recipient = {
      id: feedId,
      institutionId,
      channel: 'in-app',
      address: null,
      name: 'In-app',
      preferences: { status: 'ACTIVE', minSeverity: 'BLUE', families: [], quietHours: null },
      language: 'zh',
      secrets: [],
      revision: 0,
      createdAt: isoTime(this.clock.now()),
    };
    await insertRecipient(tx, feed);
    return [...registered, feed];
  }
}

function dropped(reason: string): Progress {
  return { status: 'DROPPED', reason: reasonOf(reason), attempt: 0, nextAtMs: null };
}

function reasonOf(code: string): Reason {
  return { code, detail: DETAILS[code] ?? code };
}
