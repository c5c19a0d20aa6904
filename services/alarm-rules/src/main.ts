import { runService } from '@loanwatch/platform';
import { createService, AlarmRulesConfig } from './service';

runService('alarm-rules', AlarmRulesConfig, createService, process.env);
