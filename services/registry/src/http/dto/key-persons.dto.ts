import { PageQuery } from '@loanwatch/platform';
import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import { PatchType } from '../patch-type';
import { DateField, Id, Part, Text } from '../fields';
import { ENTERPRISE_ID, RecordView } from './record.dto';

const LAST_DAY = { description: 'Last day, inclusive, Asia/Shanghai; null: until revoked', nullable: true };
const NAME = {
  description: 'Name; encrypted with a key of its own, never shown whole, never published',
  maxLength: 100,
};

export class Consent {
  @Text({
    description: 'Reference of the document in which the person agreed',
    maxLength: 200,
    example: 'TYS-2026-017',
  })
  reference!: string;

  @DateField({ description: 'First day, Asia/Shanghai', example: '2026-01-01' })
  from!: string;

  @DateField({ ...LAST_DAY, optional: true, default: null })
  to?: string | null;
}

export class ConsentView extends Consent {
  @DateField(LAST_DAY)
  override to!: string | null;
}

export class KeyPersonChanges {
  @Text({ ...NAME, description: `${NAME.description}; left out: stays as it is`, optional: true, example: '张三' })
  name?: string;

  @Text({
    ...{ description: 'Opaque match token as face terminals report it, unique in the enterprise; no personal datum' },
    ...{ maxLength: 128, pattern: /^\S+$/, example: 'kp-7f3a91' },
  })
  token!: string;

  @Text({ description: 'Function in the enterprise', maxLength: 64, example: 'legal-representative' })
  role!: string;

  @Part(() => Consent, { description: 'The consent that allows matching' })
  consent!: Consent;
}

export class KeyPersonDraft extends KeyPersonChanges {
  @Text({ ...NAME, example: '张三' })
  override name!: string;

  @Id(ENTERPRISE_ID)
  enterpriseId!: string;
}

export class KeyPersonPatch extends PatchType(KeyPersonChanges) {}

export class KeyPersonView extends IntersectionType(
  RecordView,
  OmitType(KeyPersonDraft, ['name', 'consent'] as const),
) {
  @ApiProperty({ description: 'Name with all but the first character of each part hidden', example: '张*' })
  maskedName!: string;

  @Part(() => ConsentView, { description: 'The consent that allows matching' })
  consent!: ConsentView;
}

export class KeyPersonQuery extends PageQuery {
  @Id({ ...ENTERPRISE_ID, optional: true })
  enterpriseId?: string;
}
