import { BaseConfig, Setting } from '@loanwatch/platform';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';

export class AlarmRulesConfig extends BaseConfig {
  @Setting('true: a draft of a rule is published by somebody other than its author')
  @IsBoolean()
  FOUR_EYES = false;

  @Setting(
    'Seconds after the start in which no silence and no duration is judged by the clock, so that what waited for the process can come in',
  )
  @IsInt()
  @Min(0)
  @Max(3_600)
  RULES_SETTLE_SECONDS = 5;

  @Setting('Hours of event time that the timers of a site wait for late signals while its history is loaded')
  @IsInt()
  @Min(0)
  @Max(9_600)
  RULES_ALLOWED_LATENESS_HOURS = 168;
}
