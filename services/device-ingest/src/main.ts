import { runService } from '@loanwatch/platform';
import { createService, DeviceIngestConfig } from './service';

runService('device-ingest', DeviceIngestConfig, createService, process.env);
