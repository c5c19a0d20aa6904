import { BaseConfig, Secret, Setting } from '@loanwatch/platform';
import { IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min } from 'class-validator';

export class AllInOneConfig extends BaseConfig {
  @Setting('Folder of everything durable: database, signing key, secrets. Back it up as a whole')
  @IsString()
  LOANWATCH_DATA_DIR = './data';

  @Setting('PostgreSQL to use instead of the embedded one, as a role that may create schemas and roles')
  @Secret()
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: 'LOANWATCH_DATABASE_URL must begin with postgres://' })
  LOANWATCH_DATABASE_URL?: string;

  @Setting('Port of the MQTT broker for devices; 0 takes any free one')
  @IsInt()
  @Min(0)
  @Max(65_535)
  LOANWATCH_MQTT_PORT = 1883;

  @Setting(
    'Address under which others reach this server; it is the issuer (`iss`) of the tokens of the embedded issuer',
  )
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  LOANWATCH_PUBLIC_URL?: string;

  @Setting('Milliseconds between "not ready" and closing the port on SIGTERM; a single machine has nobody to wait for')
  @IsInt()
  @Min(0)
  @Max(60_000)
  override LOANWATCH_STOP_DELAY_MS = 0;
}
