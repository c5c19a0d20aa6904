import { runService } from '@loanwatch/platform';
import { createService, AlarmReviewConfig } from './service';

runService('alarm-review', AlarmReviewConfig, createService, process.env);
