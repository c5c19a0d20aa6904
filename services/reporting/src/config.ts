import { BaseConfig } from '@loanwatch/platform';

/** reporting has no settings of its own. */
export class ReportingConfig extends BaseConfig {}
