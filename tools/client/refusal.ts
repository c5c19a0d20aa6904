/** A problem (RFC 9457) as Loanwatch sends it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly title_zh?: string;
  readonly status: number;
  readonly detail: string;
  readonly remedy?: string;
  readonly remedy_zh?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string; readonly code?: string }[];
}

export type Language = 'zh' | 'en';

/** Most fields named in one sentence. */
const MAX_FIELDS = 5;

/** Loanwatch has refused a request. The message says what, which fields, and what to do about it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** Code of `contracts/problems.json`. */
  readonly code: string;

  constructor(
    readonly problem: Problem,
    readonly request: string,
  ) {
    super(sentence(problem, 'en'));
    this.code = problem.type.replace('urn:problem:', '');
  }

  get status(): number {
    return this.problem.status;
  }

  in(language: Language): string {
    return sentence(this.problem, language);
  }
}

/** Nobody answers at the address. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  constructor(
    readonly url: string,
    cause: unknown,
  ) {
    super(
      `No answer from ${url} (${causeOf(cause)}). Is Loanwatch running there? Start it with npm start, or name another address with --url.`,
    );
    this.cause = cause;
  }
}

/** The problem of an answer that is none of ours, e.g. of a proxy. */
export function foreignProblem(status: number, text: string): Problem {
  return {
    type: 'urn:problem:http',
    title: `HTTP ${status}`,
    status,
    detail: text.slice(0, 200).trim() || 'no details',
  };
}

function sentence(problem: Problem, language: Language): string {
  const { title, title_zh: titleZh, remedy, remedy_zh: remedyZh, detail, errors = [] } = problem;
  const fields = errors.slice(0, MAX_FIELDS).map((error) => `${error.pointer || '/'} ${error.detail}`);
  const more = errors.length > MAX_FIELDS ? [`+${errors.length - MAX_FIELDS}`] : [];
  const list = fields.length === 0 ? '' : ` [${[...fields, ...more].join('; ')}]`;
  if (language === 'zh') return `${titleZh ?? title}：${detail}${list} ${remedyZh ?? remedy ?? ''}`.trim();
  return `${title}: ${detail}${list} ${remedy ?? ''}`.trim();
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause && cause.message === '' ? String(cause.code) : cause.message;
  return error.message;
}
