import type { EntityReplica } from '@loanwatch/platform';
import { derivedId, grantInForce } from '@loanwatch/kernel';
import type { Alarm } from '../domain/alarm.state';

type Matter = Pick<Alarm['facts'], 'owner' | 'enterpriseId' | 'family'>;

/**
 * Who gets a confirmed alarm: the institution whose rule raised it; for a rule of the platform, every institution with a
 * grant that covers the family now (`now` in epoch ms). Nobody who is suspended.
 */
export function recipientsOf(
  { owner, enterpriseId, family }: Matter,
  records: Pick<EntityReplica, 'grantsFor' | 'isSuspended'>,
  now: number,
): readonly string[] {
  const covered =
    owner.kind === 'institution'
      ? [owner.institutionId]
      : records
          .grantsFor(enterpriseId)
          .filter((grant) => grantInForce(grant, family, now))
          .map(({ institutionId }) => institutionId);
  return [...new Set(covered)].filter((institutionId) => !records.isSuspended(institutionId)).sort();
}

/** One case per institution each time the alarm is confirmed anew. */
export function caseIdOf(alarm: Alarm, institutionId: string): string {
  return derivedId('case', alarm.facts.alarmId, institutionId, alarm.reopened);
}
