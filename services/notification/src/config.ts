import { BaseConfig, Secret, Setting } from '@loanwatch/platform';
import { IsBoolean, IsEmail, IsOptional, IsUrl } from 'class-validator';

export class NotificationConfig extends BaseConfig {
  @Setting('SMTP server for e-mail, e.g. smtps://user:password@mail.example.org; without it e-mail is dropped, visibly')
  @Secret()
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['smtp', 'smtps'] })
  SMTP_URL?: string;

  @Setting('Sender of e-mail')
  @IsEmail({ require_tld: false })
  LOANWATCH_MAIL_FROM = 'loanwatch@localhost.localdomain';

  @Setting('Allow webhooks to plain http and to private addresses; for a single machine and for tests only')
  @IsBoolean()
  LOANWATCH_WEBHOOK_ALLOW_PRIVATE = false;
}
