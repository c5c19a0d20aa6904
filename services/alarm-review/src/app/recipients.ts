import type { EntityReplica } from '@loanwatch/platform';
import { derivedId, grantInForce } from '@loanwatch/kernel';
import type { Alarm } from '../domain/alarm.state';

type Matter = Pick<Alarm['facts'], 'owner' | 'enterpriseId' | 'family'>;

/**
 * Who gets a confirmed alarm: the institution whose rule raised it; for a rule of the platform, every institution with a
 * grant that covers the family now (`now` in epoch ms).
 */
export function recipientsOf(
  { owner, enterpriseId, family }: Matter,
  grants: Pick<EntityReplica, 'grantsFor'>,
  now: number,
): readonly string[] {
  if (owner.kind === 'institution') return [owner.institutionId];
  const inForce = grants.grantsFor(enterpriseId).filter((grant) => grantInForce(grant, family, now));
  return [...new Set(inForce.map(({ institutionId }) => institutionId))].sort();
}

/** One case per institution each time the alarm is confirmed anew. */
export function caseIdOf(alarm: Alarm, institutionId: string): string {
  return derivedId('case', alarm.facts.alarmId, institutionId, alarm.reopened);
}
