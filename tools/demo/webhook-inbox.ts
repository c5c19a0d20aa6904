import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A lender's system of the demonstration: takes signed webhooks and checks their signatures. */
export class WebhookInbox {
  /** Webhooks with a good signature, by their type. */
  readonly received = new Map<string, number>();
  /** Webhooks whose signature was wrong. */
  refused = 0;
  private secret: Buffer | undefined;
  private readonly server: Server = createServer((request, response) => {
    this.take(request).then(
      (isGenuine) => response.writeHead(isGenuine ? 204 : 401).end(),
      () => response.writeHead(400).end(),
    );
  });

  /** Listens on this machine only; returns its address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.server.unref();
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/loanwatch`;
  }

  /** `whsec_` and base64, as Loanwatch shows it once. */
  trust(secret: string): void {
    this.secret = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  }

  private async take(request: IncomingMessage): Promise<boolean> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    if (!this.isGenuine(request, body)) {
      this.refused += 1;
      return false;
    }
    const { type } = JSON.parse(body) as { type: string };
    this.received.set(type, (this.received.get(type) ?? 0) + 1);
    return true;
  }

  /** Standard Webhooks 1.0.0: HMAC-SHA256 over id, timestamp and body. */
  private isGenuine({ headers }: IncomingMessage, body: string): boolean {
    if (this.secret === undefined) return false;
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const expected = createHmac('sha256', this.secret).update(signed).digest();
    return String(headers['webhook-signature'])
      .split(' ')
      .map((each) => Buffer.from(each.replace(/^v1,/, ''), 'base64'))
      .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
  }
}
