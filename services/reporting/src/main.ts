import { runService } from '@loanwatch/platform';
import { createService, ReportingConfig } from './service';

runService('reporting', ReportingConfig, createService, process.env);
