import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Identity, TokenSource } from './identity';
import { foreignProblem, type Problem, Refused, Unreachable } from './refusal';

export interface ClientOptions {
  /** Address of Loanwatch, e.g. http://localhost:8080. */
  readonly url: string;
  readonly tokens: TokenSource;
  /** Who calls; see {@link LoanwatchClient.as}. */
  readonly identity: Identity;
  /** How long a busy or absent server is asked again, ms; default 30 s. */
  readonly patienceMs?: number;
}

export interface RequestOptions {
  readonly body?: unknown;
  /** Revision last read: sent as If-Match. */
  readonly revision?: number | undefined;
  /** Sends an Idempotency-Key, so that the command can be repeated when the connection breaks. */
  readonly once?: boolean;
  /** The server recognises a repetition by itself. */
  readonly repeatable?: boolean;
  /** Instead of the token. */
  readonly authorization?: string;
}

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
  /** From the ETag, when the answer has one. */
  readonly revision: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

const DEFAULT_PATIENCE_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const ANSWER_WITHIN_MS = 60_000;
const PAGE_SIZE = 200;

/** Speaks with Loanwatch over its public API, as anybody could. Throws {@link Refused} and {@link Unreachable}. */
export class LoanwatchClient {
  constructor(private readonly options: ClientOptions) {}

  get url(): string {
    return this.options.url;
  }

  /** The same server, called by somebody else. */
  as(identity: Identity): LoanwatchClient {
    return new LoanwatchClient({ ...this.options, identity });
  }

  /** The same caller, giving up after another time, ms. */
  patient(patienceMs: number): LoanwatchClient {
    return new LoanwatchClient({ ...this.options, patienceMs });
  }

  /** The token that the caller shows. */
  token(): Promise<string> {
    return this.options.tokens.tokenOf(this.options.identity);
  }

  async get<T>(path: string, query?: Query): Promise<T> {
    return (await this.read<T>(path, query)).body;
  }

  /** With the revision, for a command that follows. */
  read<T>(path: string, query?: Query): Promise<Reply<T>> {
    return this.request<T>('GET', path + queryText(query));
  }

  async post<T>(path: string, body: unknown, options: Omit<RequestOptions, 'body'> = {}): Promise<T> {
    return (await this.request<T>('POST', path, { ...options, body })).body;
  }

  /** All pages of a list. */
  async *list<T>(path: string, query: Query = {}): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const page: Page<T> = await this.get<Page<T>>(path, { limit: PAGE_SIZE, ...query, cursor });
      yield* page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  async collect<T>(path: string, query: Query = {}, most = Infinity): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this.list<T>(path, query)) {
      if (items.length >= most) break;
      items.push(item);
    }
    return items;
  }

  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Reply<T>> {
    const init = await this.initOf(method, options);
    const isRepeatable = method === 'GET' || options.once === true || options.repeatable === true;
    const until = performance.now() + (this.options.patienceMs ?? DEFAULT_PATIENCE_MS);
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      const isLast = performance.now() + wait > until;
      try {
        const response = await fetch(this.url + path, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        const isBusy = response.status === 503 || response.status === 429;
        if (!isBusy || isLast) return await replyOf<T>(response, `${method} ${path}`);
        await response.arrayBuffer();
        await pause(retryAfterMs(response) ?? wait);
      } catch (error) {
        if (error instanceof Refused) throw error;
        if (!isRepeatable || isLast) throw new Unreachable(this.url, error);
        await pause(wait);
      }
    }
  }

  private async initOf(method: string, { body, revision, once, authorization }: RequestOptions): Promise<RequestInit> {
    const headers: Record<string, string> = {
      authorization: authorization ?? `Bearer ${await this.token()}`,
      accept: 'application/json',
    };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (revision !== undefined) headers['if-match'] = `"${revision}"`;
    if (once === true) headers['idempotency-key'] = randomUUID();
    return { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  }
}

async function replyOf<T>(response: Response, request: string): Promise<Reply<T>> {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const isJson = /[/+]json/.test(type);
  if (!response.ok) {
    throw new Refused(isJson ? (JSON.parse(text) as Problem) : foreignProblem(response.status, text), request);
  }
  const revision = /^(?:W\/)?"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1];
  return {
    status: response.status,
    body: (isJson && text !== '' ? JSON.parse(text) : text) as T,
    revision: revision === undefined ? undefined : Number(revision),
  };
}

/** Retry-After as seconds or as a date. */
function retryAfterMs(response: Response): number | undefined {
  const text = response.headers.get('retry-after');
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS);
}

function queryText(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
