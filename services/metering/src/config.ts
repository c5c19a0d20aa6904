import { IsInt, Max, Min } from 'class-validator';
import { BaseConfig, Setting } from '@loanwatch/platform';

export class MeteringConfig extends BaseConfig {
  @Setting('Milliseconds between two looks for what wall time has made due at live sites: days to close, silent meters')
  @IsInt()
  @Min(10)
  @Max(600_000)
  METERING_WAKE_MS = 15_000;
}
