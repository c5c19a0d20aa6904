import { AlarmReviewConfig, createService as createAlarmReview } from '@loanwatch/alarm-review';
import { AlarmRulesConfig, createService as createAlarmRules } from '@loanwatch/alarm-rules';
import { createService as createDeviceIngest, DeviceIngestConfig } from '@loanwatch/device-ingest';
import type { Engines } from '@loanwatch/engines';
import { createService as createMetering, MeteringConfig } from '@loanwatch/metering';
import { createService as createNotification, NotificationConfig } from '@loanwatch/notification';
import type { Service } from '@loanwatch/platform';
import { createService as createRegistry, RegistryConfig } from '@loanwatch/registry';
import { createService as createReporting, ReportingConfig } from '@loanwatch/reporting';
import { createService as createVideoAnalytics, VideoAnalyticsConfig } from '@loanwatch/video-analytics';

/** A service as its host sees it: what it reads from the environment, and how it is wired. */
export interface HostedService {
  /** Folder under services/. */
  readonly name: string;
  readonly Config: new () => object;
  create(engines: Engines, config: object): Promise<Service>;
}

/** In the order in which they start: who consumes before who publishes, the edge to the devices last. */
export const SERVICES: readonly HostedService[] = [
  hosted('reporting', ReportingConfig, createReporting),
  hosted('notification', NotificationConfig, createNotification),
  hosted('alarm-review', AlarmReviewConfig, createAlarmReview),
  hosted('alarm-rules', AlarmRulesConfig, createAlarmRules),
  hosted('metering', MeteringConfig, createMetering),
  hosted('video-analytics', VideoAnalyticsConfig, createVideoAnalytics),
  hosted('registry', RegistryConfig, createRegistry),
  hosted('device-ingest', DeviceIngestConfig, createDeviceIngest),
];

function hosted<C extends object>(
  name: string,
  Config: new () => C,
  create: (engines: Engines, config: C) => Promise<Service>,
): HostedService {
  return {
    name,
    Config,
    create: (engines, config) => {
      if (!(config instanceof Config)) throw new TypeError(`${name} needs its own configuration`);
      return create(engines, config);
    },
  };
}
