import { runService } from '@loanwatch/platform';
import { createService, VideoAnalyticsConfig } from './service';

runService('video-analytics', VideoAnalyticsConfig, createService, process.env);
