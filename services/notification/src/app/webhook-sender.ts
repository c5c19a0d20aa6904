import { lookup } from 'node:dns/promises';
import { request as httpRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from '../domain/address';
import type { Job } from './notification-log';
import type { Recipient } from './recipients';
import type { AttemptResult, Sender } from './senders';
import { webhookBody } from './webhook-body';
import { signedHeaders } from './webhook-signature';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const GONE = 410;
const THROTTLED = new Set([429, 502, 503, 504]);

/**
 * Webhooks after Standard Webhooks 1.0.0. The name is resolved once, every address it has is checked, and the connection
 * goes to the checked one, so that a name cannot point somewhere else between check and use. Redirects are failures.
 */
export class WebhookSender implements Sender {
  private readonly agents = {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true }),
  };

  constructor(private readonly options: { readonly allowPrivate: boolean }) {}

  async send(job: Job, recipient: Recipient, attemptAtMs: number): Promise<AttemptResult> {
    const url = new URL(recipient.address ?? '');
    const refusal = urlRefusal(url, this.options.allowPrivate);
    if (refusal !== undefined) return { outcome: 'refused', detail: refusal };
    const address = await this.resolve(url);
    if (typeof address === 'object') return address;
    const body = webhookBody(job);
    const headers = {
      ...signedHeaders(job.id, attemptAtMs, body, recipient.secrets),
      'content-type': 'application/json',
    };
    return this.post(url, address, headers, body);
  }

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private async resolve(url: URL): Promise<string | AttemptResult> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    try {
      const addresses = isIP(host) === 0 ? (await lookup(host, { all: true })).map(({ address }) => address) : [host];
      if (!this.options.allowPrivate && !addresses.every(isPublicAddress)) {
        return { outcome: 'failed', detail: 'the host resolves to an address that is not public' };
      }
      return addresses[0] ?? { outcome: 'failed', detail: 'the host has no address' };
    } catch {
      return { outcome: 'failed', detail: 'the host name does not resolve' };
    }
  }

  private post(url: URL, address: string, headers: Record<string, string>, body: string): Promise<AttemptResult> {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const outgoing = request(url, {
        method: 'POST',
        agent: this.agents[url.protocol as 'http:' | 'https:'],
        headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'Loanwatch' },
        lookup: (_host, { all }, callback) => {
          const family = isIP(address);
          if (all === true) callback(null, [{ address, family }]);
          else callback(null, address, family);
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      outgoing.on('response', (answer) => resolve(judge(answer)));
      outgoing.on('error', (error) => resolve({ outcome: 'failed', detail: failureOf(error) }));
      outgoing.end(body);
    });
  }
}

/** Why a URL may never be an endpoint, or undefined. Checked when it is registered and at each attempt. */
export function urlRefusal(url: URL, allowPrivate: boolean): string | undefined {
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return 'only https is allowed';
  if (url.username !== '' || url.password !== '') return 'a URL must not carry credentials';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return 'the address is not public';
  return undefined;
}

function judge(answer: IncomingMessage): AttemptResult {
  discard(answer);
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return { outcome: 'sent' };
  if (status === GONE) return { outcome: 'refused', detail: 'HTTP 410: the endpoint is gone', disableRecipient: true };
  const wait = THROTTLED.has(status) ? Number(answer.headers['retry-after']) : Number.NaN;
  return {
    outcome: 'failed',
    detail: `HTTP ${status}`,
    ...(wait > 0 && wait < 86_400 && { retryAfterMs: wait * 1000 }),
  };
}

/** Reads to the end, so that the connection can be used again; a body that is too long costs the connection. */
function discard(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on('error', () => undefined);
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) answer.destroy();
  });
}

function failureOf(error: Error & { code?: string }): string {
  return error.name === 'TimeoutError' || error.name === 'AbortError'
    ? `no answer within ${TIMEOUT_MS / 1000} s`
    : (error.code ?? error.name);
}
