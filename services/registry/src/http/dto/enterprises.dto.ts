import type { Calendar, Enterprise } from '@loanwatch/contracts';
import { PageQuery } from '@loanwatch/platform';
import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { PatchType } from '../patch-type';
import { DEFAULT_CALENDAR } from '../../domain/site-calendar';
import { DateField, Dates, Id, OneOf, Part, Parts, SomeOf, Text, Texts, TimeOfDay } from '../fields';
import { ENTERPRISE_ID, RecordView, TAGS } from './record.dto';

const INDUSTRIES: Enterprise['industry'][] = ['factory', 'warehouse', 'shop', 'office', 'other'];
const STATUTORY: Calendar['statutory'][] = ['CN', 'NONE'];
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const TIME_ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

const REGISTERED_BY = { description: 'Institution that registered it; null: the platform', nullable: true };

export class EnterpriseChanges {
  @Text({ description: 'Registered name', maxLength: 200, example: '苏州恒力精密机械有限公司' })
  name!: string;

  @Text({
    description:
      'Unified social credit code 统一社会信用代码 (GB 32100-2015), check digit included; unique per institution',
    maxLength: 18,
    pattern: /^[0-9A-HJ-NP-RTUWXY]{18}$/,
    optional: true,
    example: '91330100799655058B',
  })
  creditCode?: string;

  @OneOf(INDUSTRIES, { description: 'Kind of premises, for default rules' })
  industry!: Enterprise['industry'];

  @Texts({ ...TAGS, optional: true, default: [] })
  tags?: string[];
}

export class EnterpriseDraft extends EnterpriseChanges {
  @Id({
    ...REGISTERED_BY,
    description: 'Institution that registers it; the own one, or chosen by the platform',
    optional: true,
  })
  registeredBy?: string | null;
}

export class EnterprisePatch extends PatchType(EnterpriseChanges) {}

export class EnterpriseView extends IntersectionType(RecordView, EnterpriseDraft) {
  @Texts(TAGS)
  override tags!: string[];

  @Id(REGISTERED_BY)
  override registeredBy!: string | null;
}

export class EnterpriseQuery extends PageQuery {
  @Text({ description: 'A label', maxLength: 64, optional: true })
  tag?: string;

  @Text({ description: 'Beginning of the name; case does not matter', maxLength: 200, optional: true })
  q?: string;

  @Text({ description: 'Exact credit code', maxLength: 18, optional: true })
  creditCode?: string;
}

export class Holiday {
  @DateField({ description: 'The day, in the time zone of the site', example: '2026-03-02' })
  date!: string;

  @Text({ description: 'Its name', maxLength: 100, example: '厂庆' })
  name!: string;
}

export class Closure {
  @DateField({ description: 'First day', example: '2026-02-10' })
  from!: string;

  @DateField({ description: 'Last day, inclusive', example: '2026-02-25' })
  to!: string;

  @Text({ description: 'Why', maxLength: 200, example: '春节停产检修' })
  reason!: string;
}

export class Shift {
  @SomeOf(WEEKDAYS, {
    description: 'Weekdays on which it begins, ISO: 1 Monday to 7 Sunday',
    minItems: 1,
    example: [1, 2],
  })
  weekdays!: number[];

  @TimeOfDay({ description: 'Start, inclusive, site time', example: '08:00' })
  start!: string;

  @TimeOfDay({ description: 'End, exclusive, site time; at or before the start: the next day', example: '18:00' })
  end!: string;
}

/** Every part may be left out; it then has the default, or in a PATCH stays as it is. */
export class CalendarChanges {
  @SomeOf(WEEKDAYS, {
    ...{ description: 'Working weekdays, ISO: 1 Monday to 7 Sunday', optional: true },
    default: DEFAULT_CALENDAR.workingWeekdays,
  })
  workingWeekdays?: number[];

  @OneOf(STATUTORY, {
    ...{
      description: 'CN: statutory holidays and make-up days of the State Council apply',
      optional: true,
      default: 'CN',
    },
  })
  statutory?: Calendar['statutory'];

  @Parts(() => Holiday, { description: 'Further days off', maxItems: 1000, optional: true, default: [] })
  holidays?: Holiday[];

  @Dates({ description: 'Days worked although they would be off (调休)', maxItems: 1000, optional: true, default: [] })
  workdays?: string[];

  @Parts(() => Closure, { description: 'Declared closures', maxItems: 200, optional: true, default: [] })
  closures?: Closure[];

  @Parts(() => Shift, { description: 'Working hours', maxItems: 50, optional: true, default: [] })
  shifts?: Shift[];

  @TimeOfDay({
    ...{ description: 'When the site is empty on any day: counts of people present start again here', optional: true },
    default: DEFAULT_CALENDAR.quietHour,
  })
  quietHour?: string;
}

export class CalendarView {
  @ApiProperty({
    description: 'Rises with every change of the calendar; figures name the version they used',
    minimum: 1,
  })
  version!: number;

  @SomeOf(WEEKDAYS, { description: 'Working weekdays, ISO: 1 Monday to 7 Sunday' })
  workingWeekdays!: number[];

  @OneOf(STATUTORY, { description: 'Statutory holidays and make-up days that apply' })
  statutory!: Calendar['statutory'];

  @Parts(() => Holiday, { description: 'Further days off', maxItems: 1000 })
  holidays!: Holiday[];

  @Dates({ description: 'Days worked although they would be off (调休)', maxItems: 1000 })
  workdays!: string[];

  @Parts(() => Closure, { description: 'Declared closures', maxItems: 200 })
  closures!: Closure[];

  @Parts(() => Shift, { description: 'Working hours', maxItems: 50 })
  shifts!: Shift[];

  @TimeOfDay({ description: 'When the site is empty on any day' })
  quietHour!: string;
}

class SiteFields {
  @Text({ description: 'Name, unique in the enterprise', maxLength: 200, example: '一号厂房' })
  name!: string;

  @Text({ description: 'IANA time zone', maxLength: 64, pattern: TIME_ZONE, example: 'Asia/Shanghai' })
  timeZone!: string;

  @Text({ description: 'Postal address', maxLength: 500, optional: true, example: '江苏省苏州市工业园区星湖街 1 号' })
  address?: string;

  @Texts({ ...TAGS, optional: true, default: [] })
  tags?: string[];
}

export class SiteChanges extends SiteFields {
  @Part(() => CalendarChanges, { description: 'Working calendar' })
  calendar!: CalendarChanges;
}

export class SiteDraft extends SiteFields {
  @Id(ENTERPRISE_ID)
  enterpriseId!: string;

  @Part(() => CalendarChanges, { description: 'Working calendar', optional: true })
  calendar?: CalendarChanges;
}

export class SitePatch extends PatchType(SiteChanges) {}

export class SiteView extends IntersectionType(RecordView, SiteFields) {
  @Id(ENTERPRISE_ID)
  enterpriseId!: string;

  @Texts(TAGS)
  override tags!: string[];

  @Part(() => CalendarView, { description: 'Working calendar' })
  calendar!: CalendarView;
}

export class SiteQuery extends PageQuery {
  @Id({ ...ENTERPRISE_ID, optional: true })
  enterpriseId?: string;

  @Text({ description: 'A label', maxLength: 64, optional: true })
  tag?: string;

  @Text({ description: 'Beginning of the name; case does not matter', maxLength: 200, optional: true })
  q?: string;
}
