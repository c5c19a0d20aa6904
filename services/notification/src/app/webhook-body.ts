import { isoTime } from '@loanwatch/kernel';
import type { Job } from './notification-log';

/**
 * The thin payload of Standard Webhooks: what happened and to which record. The receiver reads the record itself from the
 * API, with its own token, and so sees its present state and nothing that it may not see.
 */
export function webhookBody({ notice, createdAt }: Job): string {
  const { about, severity, family, enterpriseId, ruleName, at } = notice;
  return JSON.stringify({
    type: `loanwatch.${about.caseId === undefined ? 'alarm' : 'case'}.${kebab(about.change)}`,
    timestamp: createdAt,
    data: { ...about, severity, family, enterpriseId, ruleName, at: isoTime(at) },
  });
}

/** `CaseDispatched` -> `dispatched`. */
function kebab(change: string): string {
  return change
    .replace(/^(Alarm|Case)/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
}
