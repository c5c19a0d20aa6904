import type { Family, Grant, Institution } from '@loanwatch/contracts';
import { PageQuery } from '@loanwatch/platform';
import { IntersectionType } from '@nestjs/swagger';
import { PatchType } from '../patch-type';
import { DateField, Id, OneOf, SomeOf, Text } from '../fields';
import { ENTERPRISE_ID, INSTITUTION_ID, RecordView } from './record.dto';

const INSTITUTION_KINDS: Institution['kind'][] = ['bank', 'guarantee', 'leasing', 'small-loan', 'core-enterprise'];
const INSTITUTION_STATUSES: Institution['status'][] = ['ACTIVE', 'SUSPENDED'];
const GRANT_STATUSES: Grant['status'][] = ['ACTIVE', 'REVOKED'];
const FAMILIES: Family[] = [
  ...(['people', 'goods', 'presence', 'intrusion', 'electricity', 'climate', 'health', 'external'] as const),
];

const INSTITUTION_STATUS = { description: 'A SUSPENDED institution sees nothing and is told nothing' };
const GRANT_STATUS = { description: 'A REVOKED grant is never in force' };
const LAST_DAY = { description: 'Last day, inclusive, Asia/Shanghai; null: without end', nullable: true };

export class InstitutionChanges {
  @Text({ description: 'Registered name, unique', maxLength: 200, example: '城东商业银行' })
  name!: string;

  @OneOf(INSTITUTION_KINDS, { description: 'Kind of business' })
  kind!: Institution['kind'];

  @OneOf(INSTITUTION_STATUSES, { ...INSTITUTION_STATUS, optional: true, default: 'ACTIVE' })
  status?: Institution['status'];
}

export class InstitutionDraft extends InstitutionChanges {}
export class InstitutionPatch extends PatchType(InstitutionChanges) {}

export class InstitutionView extends IntersectionType(RecordView, InstitutionChanges) {
  @OneOf(INSTITUTION_STATUSES, INSTITUTION_STATUS)
  override status!: Institution['status'];
}

export class InstitutionQuery extends PageQuery {
  @OneOf(INSTITUTION_KINDS, { description: 'Kind of business', optional: true })
  kind?: string;

  @OneOf(INSTITUTION_STATUSES, { description: 'Status', optional: true })
  status?: string;

  @Text({ description: 'Beginning of the name; case does not matter', maxLength: 200, optional: true })
  q?: string;
}

export class GrantChanges {
  @SomeOf(FAMILIES, {
    description: 'Signal families that may be seen',
    minItems: 1,
    example: ['electricity', 'people'],
  })
  signalKinds!: Family[];

  @DateField({ description: 'First day, Asia/Shanghai' })
  from!: string;

  @DateField({ ...LAST_DAY, optional: true, default: null, example: '2027-03-01' })
  to?: string | null;

  @Text({ description: 'Number of the contract it rests on', maxLength: 100, optional: true, example: 'SQ-2026-0042' })
  contractNo?: string;

  @OneOf(GRANT_STATUSES, { ...GRANT_STATUS, optional: true, default: 'ACTIVE' })
  status?: Grant['status'];
}

export class GrantDraft extends GrantChanges {
  @Id({ description: 'Institution that may see' })
  institutionId!: string;

  @Id({ description: 'Enterprise whose signals it may see' })
  enterpriseId!: string;
}

export class GrantPatch extends PatchType(GrantChanges) {}

export class GrantView extends IntersectionType(RecordView, GrantDraft) {
  @DateField({ ...LAST_DAY, example: '2027-03-01' })
  override to!: string | null;

  @OneOf(GRANT_STATUSES, GRANT_STATUS)
  override status!: Grant['status'];
}

export class GrantQuery extends PageQuery {
  @Id({ ...INSTITUTION_ID, optional: true })
  institutionId?: string;

  @Id({ ...ENTERPRISE_ID, optional: true })
  enterpriseId?: string;

  @OneOf(GRANT_STATUSES, { description: 'Status', optional: true })
  status?: string;
}
