import { runService } from '@loanwatch/platform';
import { createService, MeteringConfig } from './service';

runService('metering', MeteringConfig, createService, process.env);
