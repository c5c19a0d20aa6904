import { BaseConfig, Setting } from '@loanwatch/platform';
import { IsInt, Max, Min } from 'class-validator';

export class AlarmReviewConfig extends BaseConfig {
  @Setting('Minutes after which an alarm that a reviewer claimed and did not judge returns to the queue')
  @IsInt()
  @Min(1)
  @Max(1_440)
  ALARM_REVIEW_CLAIM_MINUTES = 30;

  @Setting('Milliseconds between two looks for timers that are due: claims, shelving, due times')
  @IsInt()
  @Min(10)
  @Max(60_000)
  ALARM_REVIEW_TIMER_INTERVAL_MS = 500;
}
