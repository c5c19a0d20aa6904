import { DomainError, type FieldError } from '@loanwatch/kernel';

/** What does not agree with its schema. No retry heals it. */
export class ContractViolation extends DomainError {
  constructor(
    /** Title of the schema, or the type of message that was expected. */
    readonly contract: string,
    errors: readonly FieldError[],
  ) {
    const [first] = errors;
    const what =
      first === undefined ? 'does not agree' : `${first.pointer === '' ? 'document' : first.pointer} ${first.detail}`;
    super('contract.violation', 'invalid', `${contract}: ${what}`, { errors });
  }
}
