import { runService } from '@loanwatch/platform';
import { createService, NotificationConfig } from './service';

runService('notification', NotificationConfig, createService, process.env);
