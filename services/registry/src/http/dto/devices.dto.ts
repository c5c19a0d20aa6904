import { type Device, METRICS } from '@loanwatch/contracts';
import { PageQuery } from '@loanwatch/platform';
import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { PatchType } from '../patch-type';
import { DEFAULT_EXPECTED_INTERVAL_SECONDS, DEFAULT_LATENESS_LIMIT_SECONDS } from '../../domain/kinds';
import { Id, Integer, OneOf, Parts, Positive, Text } from '../fields';
import { ENTERPRISE_ID, RecordView } from './record.dto';

const DEVICE_KINDS: Device['kind'][] = [
  ...(['people-counter', 'camera', 'face-terminal', 'intrusion', 'meter', 'climate', 'gateway'] as const),
];
const READING_METRICS = Object.values(METRICS)
  .filter((metric) => metric.of !== 'signal')
  .map((metric) => metric.code);
const DEVICE_STATUSES: Device['status'][] = ['ACTIVE', 'OUT_OF_SERVICE'];
const DEVICE_STATUS = { description: 'OUT_OF_SERVICE: declared; its silence means nothing' };
const SITE_ID = { description: 'Site where it stands' };
const DEVICE_ID = { description: 'Device it belongs to' };
const LATENESS = {
  description:
    'How late a reading may arrive, in seconds; 60 s to 100 years, long for a device whose history is entered afterwards',
  minimum: 60,
  maximum: 3_155_760_000,
};
const INTERVAL = { description: 'How often it reports, in seconds; 1 s to 7 days', minimum: 1, maximum: 604_800 };
const MULTIPLIER = { description: 'Factor from reading to quantity (CT x PT ratio of a meter)', maximum: 1_000_000 };

export class DeviceChanges {
  @Text({ description: 'Name, unique on the site', maxLength: 200, example: '总表' })
  name!: string;

  @OneOf(DEVICE_KINDS, { description: 'What it is' })
  kind!: Device['kind'];

  @Text({ description: 'Maker', maxLength: 100, optional: true, example: 'Hikvision' })
  vendor?: string;

  @Text({ description: 'Model', maxLength: 100, optional: true })
  model?: string;

  @Integer({ ...LATENESS, optional: true, default: DEFAULT_LATENESS_LIMIT_SECONDS })
  latenessLimitSeconds?: number;

  @Integer({ ...INTERVAL, optional: true, default: DEFAULT_EXPECTED_INTERVAL_SECONDS })
  expectedIntervalSeconds?: number;

  @OneOf(DEVICE_STATUSES, { ...DEVICE_STATUS, optional: true, default: 'ACTIVE' })
  status?: Device['status'];
}

export class ChannelChanges {
  @Text({
    description: 'Name as it stands in readings, or as the decoder of the vendor gives it, unique on the device',
    maxLength: 128,
    pattern: /^\S+$/,
    example: 'main',
  })
  name!: string;

  @OneOf(READING_METRICS, { description: 'Metric that it reports', example: 'energy.register' })
  metric!: string;

  @Positive({ ...MULTIPLIER, optional: true, default: 1, example: 60 })
  multiplier?: number;

  @Positive({
    ...{
      description: 'Value at which a cumulative register starts again from 0, canonical unit before the multiplier',
    },
    ...{ optional: true, example: 99999999 },
  })
  wrapAt?: number;

  @Positive({
    ...{
      description:
        'Largest plausible increase per hour, canonical unit after the multiplier; above it a step is not counted',
    },
    ...{ optional: true, example: 500000 },
  })
  maxPerHour?: number;

  @Positive({ description: 'Weight of a camera region by distance 远近权重', maximum: 100, optional: true })
  weight?: number;

  @Integer({
    ...{ description: 'Longest gap bridged, in seconds, to 31 days; left out: four times the expected interval' },
    ...{ minimum: 1, maximum: 2_678_400, optional: true },
  })
  stalenessSeconds?: number;

  @Text({ description: 'Where a vendor decoder finds the value in its payload', maxLength: 200, optional: true })
  decoderPath?: string;
}

/** One call brings a device and its channels. */
export class DeviceDraft extends DeviceChanges {
  @Id(SITE_ID)
  siteId!: string;

  @Parts(() => ChannelChanges, { description: 'Its channels', maxItems: 200, optional: true, default: [] })
  channels?: ChannelChanges[];
}

export class DevicePatch extends PatchType(DeviceChanges) {}

export class DeviceView extends IntersectionType(RecordView, DeviceChanges) {
  @Id(SITE_ID)
  siteId!: string;

  @Id(ENTERPRISE_ID)
  enterpriseId!: string;

  @Integer(LATENESS)
  override latenessLimitSeconds!: number;

  @Integer(INTERVAL)
  override expectedIntervalSeconds!: number;

  @OneOf(DEVICE_STATUSES, DEVICE_STATUS)
  override status!: Device['status'];
}

export class DeviceQuery extends PageQuery {
  @Id({ ...ENTERPRISE_ID, optional: true })
  enterpriseId?: string;

  @Id({ ...SITE_ID, optional: true })
  siteId?: string;

  @OneOf(DEVICE_KINDS, { description: 'What it is', optional: true })
  kind?: string;

  @OneOf(DEVICE_STATUSES, { description: 'Status', optional: true })
  status?: string;

  @Text({ description: 'Beginning of the name; case does not matter', maxLength: 200, optional: true })
  q?: string;
}

export class ChannelDraft extends ChannelChanges {
  @Id(DEVICE_ID)
  deviceId!: string;
}

export class ChannelPatch extends PatchType(ChannelChanges) {}

export class ChannelView extends IntersectionType(RecordView, ChannelDraft) {
  @Id(SITE_ID)
  siteId!: string;

  @Id(ENTERPRISE_ID)
  enterpriseId!: string;

  @Positive(MULTIPLIER)
  override multiplier!: number;
}

export class ChannelQuery extends PageQuery {
  @Id({ ...ENTERPRISE_ID, optional: true })
  enterpriseId?: string;

  @Id({ ...SITE_ID, optional: true })
  siteId?: string;

  @Id({ ...DEVICE_ID, optional: true })
  deviceId?: string;

  @Text({ description: 'Beginning of the name; case does not matter', maxLength: 64, optional: true })
  q?: string;
}

/** What onboarding answers: the device with its channels. */
export class OnboardedDeviceView extends DeviceView {
  @ApiProperty({ type: [ChannelView], description: 'The channels that were made with it' })
  channels!: ChannelView[];
}
