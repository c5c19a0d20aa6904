import type { Loan } from '@loanwatch/contracts';
import { PageQuery } from '@loanwatch/platform';
import { IntersectionType } from '@nestjs/swagger';
import { PatchType } from '../patch-type';
import { DateField, Id, Integer, OneOf, Text } from '../fields';
import { ENTERPRISE_ID, INSTITUTION_ID, RecordView } from './record.dto';

const LOAN_STATUSES: Loan['status'][] = ['ACTIVE', 'OVERDUE', 'REPAID', 'WRITTEN_OFF'];
const CURRENCIES: Loan['currency'][] = ['CNY'];
const LOAN_STATUS = {
  description: 'State of the loan; a REPAID one no longer lets its institution see the enterprise',
};
const CURRENCY = { description: 'ISO 4217' };

export class LoanChanges {
  @Text({ description: 'Contract number, unique per institution', maxLength: 100, example: 'JK-2026-0815' })
  contractNo!: string;

  @Integer({
    ...{
      description: 'Principal in fen (1/100 CNY)',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      example: 500000000,
    },
  })
  principalFen!: number;

  @OneOf(CURRENCIES, { ...CURRENCY, optional: true, default: 'CNY' })
  currency?: Loan['currency'];

  @DateField({ description: 'Paid out on, Asia/Shanghai', example: '2026-01-15' })
  from!: string;

  @DateField({ description: 'Matures on, Asia/Shanghai', example: '2027-01-14' })
  to!: string;

  @OneOf(LOAN_STATUSES, { ...LOAN_STATUS, optional: true, default: 'ACTIVE' })
  status?: Loan['status'];
}

export class LoanDraft extends LoanChanges {
  @Id({ description: 'Borrower; one that the caller sees' })
  enterpriseId!: string;

  @Id({ description: 'Lender; the own institution, or chosen by the platform, which must name one', optional: true })
  institutionId?: string;
}

export class LoanPatch extends PatchType(LoanChanges) {}

export class LoanView extends IntersectionType(RecordView, LoanChanges) {
  @Id(INSTITUTION_ID)
  institutionId!: string;

  @Id(ENTERPRISE_ID)
  enterpriseId!: string;

  @OneOf(CURRENCIES, CURRENCY)
  override currency!: Loan['currency'];

  @OneOf(LOAN_STATUSES, LOAN_STATUS)
  override status!: Loan['status'];
}

export class LoanQuery extends PageQuery {
  @Id({ ...INSTITUTION_ID, optional: true })
  institutionId?: string;

  @Id({ ...ENTERPRISE_ID, optional: true })
  enterpriseId?: string;

  @OneOf(LOAN_STATUSES, { description: 'State of the loan', optional: true })
  status?: string;
}

export class PledgeChanges {
  @Id({ description: 'Site of the borrower where it lies' })
  siteId!: string;

  @Text({ description: 'What is pledged', maxLength: 500, example: '冷轧钢卷' })
  what!: string;

  @Text({
    description: 'How much, in words and unit of the contract',
    maxLength: 200,
    optional: true,
    example: '320 吨',
  })
  quantity?: string;

  @Integer({
    ...{
      description: 'Appraised value in fen (1/100 CNY)',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      optional: true,
    },
    example: 120000000,
  })
  valueFen?: number;
}

export class PledgeDraft extends PledgeChanges {
  @Id({ description: 'Loan it secures' })
  loanId!: string;
}

export class PledgePatch extends PatchType(PledgeChanges) {}

export class PledgeView extends IntersectionType(RecordView, PledgeDraft) {
  @Id({ description: 'Pledgee' })
  institutionId!: string;

  @Id({ description: 'Pledgor' })
  enterpriseId!: string;
}

export class PledgeQuery extends PageQuery {
  @Id({ description: 'Loan it secures', optional: true })
  loanId?: string;

  @Id({ ...INSTITUTION_ID, optional: true })
  institutionId?: string;

  @Id({ ...ENTERPRISE_ID, optional: true })
  enterpriseId?: string;

  @Id({ description: 'Where it lies', optional: true })
  siteId?: string;
}
