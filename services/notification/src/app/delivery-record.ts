import { type Delivery, makeEvent, type MessageRecord } from '@loanwatch/contracts';
import { derivedId } from '@loanwatch/kernel';
import type { Job, Progress } from './notification-log';

/** The `deliveries` message about where a notification stands now. */
export function deliveryRecord(job: Job, progress: Progress, nowMs: number): MessageRecord {
  const status = statusOf(progress);
  const id = derivedId('delivery', job.id, progress.attempt, status);
  return makeEvent('loanwatch.delivery.recorded.v1', {
    id,
    source: '/loanwatch/notification',
    time: nowMs,
    key: job.id,
    correlationId: job.notice.about.alarmId,
    causationId: job.id,
    ...(job.traceparent !== null && { traceparent: job.traceparent }),
    data: {
      deliveryId: id,
      notificationId: job.id,
      institutionId: job.institutionId,
      recipientId: job.recipientId,
      channel: job.channel,
      about: job.notice.about,
      status,
      ...(progress.reason !== null && { reason: progress.reason }),
      ...(progress.nextAtMs !== null && { until: progress.nextAtMs }),
      attempt: progress.attempt,
      at: nowMs,
    },
  });
}

function statusOf({ status, attempt }: Progress): Delivery['status'] {
  if (status === 'PENDING') return attempt === 0 ? 'DELAYED' : 'RETRYING';
  return status;
}
