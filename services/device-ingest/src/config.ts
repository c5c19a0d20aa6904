import { BaseConfig } from '@loanwatch/platform';

/** device-ingest has no settings of its own: the MQTT port belongs to the MQTT engine. */
export class DeviceIngestConfig extends BaseConfig {}
