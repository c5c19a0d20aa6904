import { BaseConfig, Secret, Setting } from '@loanwatch/platform';
import { Matches } from 'class-validator';

export class RegistryConfig extends BaseConfig {
  @Setting('Key that wraps the keys of key persons’ names: 32 random bytes in base64. Lost with it: all names')
  @Secret()
  @Matches(/^[A-Za-z0-9+/]{43}=$/, {
    message: 'REGISTRY_PERSON_KEY must be 32 bytes in base64 (openssl rand -base64 32)',
  })
  REGISTRY_PERSON_KEY!: string;
}
