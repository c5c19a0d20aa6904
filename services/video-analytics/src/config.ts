import { IsInt, Max, Min } from 'class-validator';
import { BaseConfig, Setting } from '@loanwatch/platform';

export class VideoAnalyticsConfig extends BaseConfig {
  @Setting('Milliseconds between two looks for what wall time has made due at live sites: days, resets, silent cameras')
  @IsInt()
  @Min(10)
  @Max(600_000)
  VIDEO_ANALYTICS_WAKE_MS = 15_000;
}
