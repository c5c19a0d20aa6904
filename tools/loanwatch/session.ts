import type { Command } from 'commander';
import { connect, type Identity, type Language, type LoanwatchClient } from '../client';
import { CommandError, userLanguage } from '../command/failure';
import { type Column, tableText } from '../command/table';

/** Options that every command takes. */
export interface SharedOptions {
  readonly url?: string;
  readonly data?: string;
  readonly institution?: string;
  readonly enterprise?: string;
  readonly as?: string;
  readonly json?: boolean;
  readonly lang?: Language;
}

/** One run of the command line: how to reach Loanwatch and how to print. */
export class Session {
  private constructor(private readonly options: SharedOptions) {}

  static of(command: Command): Session {
    return new Session(command.optsWithGlobals());
  }

  /** The enterprise named on the command line. */
  get enterprise(): string | undefined {
    return this.options.enterprise;
  }

  /** Data folder of a Loanwatch on this machine. */
  get dataFolder(): string {
    return this.options.data ?? process.env['LOANWATCH_DATA_DIR'] ?? './data';
  }

  get language(): Language {
    return this.options.lang ?? userLanguage();
  }

  /** A client for whoever may do it: in the role given, for the institution named on the command line. */
  client(role: Identity['role']): Promise<LoanwatchClient> {
    const { institution: institutionId, enterprise: enterpriseId, as: subject } = this.options;
    return connect(this.options, { role, institutionId, enterpriseId, subject });
  }

  /** Staff of the named institution in `role`, or of the platform in `platformRole` when none is named. */
  staff(role: Identity['role'], platformRole: Identity['role']): Promise<LoanwatchClient> {
    return this.client(this.options.institution === undefined ? platformRole : role);
  }

  /** For what an institution alone may do. Throws {@link CommandError}. */
  institutionStaff(role: Identity['role']): Promise<LoanwatchClient> {
    if (this.options.institution === undefined && process.env['LOANWATCH_TOKEN'] === undefined) {
      throw new CommandError('Only an institution may do this: name it with --institution <id>.');
    }
    return this.client(role);
  }

  show<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    if (this.options.json === true) console.log(JSON.stringify(rows, null, 2));
    else console.log(tableText(rows, columns, this.language));
  }

  say(record: unknown, sentence: { readonly zh: string; readonly en: string }): void {
    console.log(this.options.json === true ? JSON.stringify(record, null, 2) : sentence[this.language]);
  }
}
