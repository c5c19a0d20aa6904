import { DomainError, type ErrorKind } from '@loanwatch/kernel';

/** Why one draft of several was refused. */
export interface Refusal {
  /** Which of the drafts. */
  readonly index: number;
  readonly code: string;
  readonly kind: ErrorKind;
  /** JSON Pointer into the draft. */
  readonly pointer: string;
  readonly detail: string;
}

/** Nothing was kept, because of these. Told to a client, it is the problem of the first, with all of them listed. */
export class DraftsRefused extends DomainError {
  constructor(
    readonly refusals: readonly [Refusal, ...Refusal[]],
    /** Where the drafts stand in the request body. */
    place: (index: number) => string = () => '',
  ) {
    const [first] = refusals;
    const errors = refusals.map(({ index, pointer, detail, code }) => ({
      pointer: `${place(index)}${pointer}`,
      detail,
      code,
    }));
    super(first.code, first.kind, DETAIL[first.code] ?? first.detail, { errors });
  }
}

const DETAIL: Readonly<Record<string, string>> = {
  'request.invalid': 'The record breaks the rules listed under errors.',
};

export function throwIfAny(refusals: readonly Refusal[], place?: (index: number) => string): void {
  const [first, ...rest] = refusals;
  if (first !== undefined) throw new DraftsRefused([first, ...rest], place);
}
