import { randomUUID } from 'node:crypto';

/** What came back, read to its end. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
  readonly text: string;
  readonly headers: Headers;
}

export interface Problem {
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly title_zh: string;
  readonly detail: string;
  readonly remedy: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string; readonly code?: string }[];
}

export interface Sent {
  /** Sent as JSON, or as it is when it is text or bytes. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Revision for If-Match. */
  readonly revision?: number;
}

const ANSWER_WITHIN_MS = 30_000;

/** Somebody with a token, a device key, or neither, who speaks HTTP and sees every status. */
export class Caller {
  constructor(
    readonly url: string,
    private readonly authorization?: string,
  ) {}

  async call<T = Record<string, unknown>>(method: string, path: string, sent: Sent = {}): Promise<Answer<T>> {
    const { body, revision } = sent;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: {
        ...(this.authorization === undefined ? {} : { authorization: this.authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(revision === undefined ? {} : { 'if-match': `"${revision}"` }),
        ...sent.headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return {
      status: response.status,
      body: (isJson ? JSON.parse(text) : text) as T,
      text,
      headers: response.headers,
    };
  }

  /** Status of an answer that may never end; its body is not read. */
  async statusOf(path: string): Promise<number> {
    const ending = new AbortController();
    const headers = this.authorization === undefined ? {} : { authorization: this.authorization };
    const { status } = await fetch(this.url + path, { headers, signal: ending.signal });
    ending.abort();
    return status;
  }

  /** Throws with the whole answer when it is not `status`. */
  async expect<T = Record<string, unknown>>(status: number, method: string, path: string, sent?: Sent): Promise<T> {
    const answer = await this.call<T>(method, path, sent);
    if (answer.status === status) return answer.body;
    throw new Error(`${method} ${path} answered ${answer.status} instead of ${status}: ${answer.text.slice(0, 800)}`);
  }

  get<T = Record<string, unknown>>(path: string): Promise<T> {
    return this.expect<T>(200, 'GET', path);
  }

  create<T = { readonly id: string }>(path: string, body: object): Promise<T> {
    return this.expect<T>(201, 'POST', path, { body });
  }

  /** All of a list that fits on one page. */
  async list<T>(path: string): Promise<readonly T[]> {
    const { items } = await this.get<{ items: readonly T[] }>(path);
    return items;
  }

  /** A command on an alarm, a case, a rule or a plan, on its present revision. */
  async command<T = Record<string, unknown>>(path: string, name: string, body: object = {}): Promise<T> {
    return this.expect<T>(200, 'POST', `${path}/${name}`, await this.commanding(path, body));
  }

  /** The same, whatever the answer. */
  async attempt<T = Record<string, unknown>>(path: string, name: string, body: object = {}): Promise<Answer<T>> {
    return this.call<T>('POST', `${path}/${name}`, await this.commanding(path, body));
  }

  private async commanding(path: string, body: object): Promise<Sent> {
    const { headers } = await this.call('GET', path);
    return { body, headers: { 'if-match': headers.get('etag') ?? '', 'idempotency-key': randomUUID() } };
  }
}
