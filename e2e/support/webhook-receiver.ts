import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** The body of a webhook. */
export interface Notice {
  readonly type: string;
  readonly data: {
    readonly alarmId: string;
    readonly caseId?: string;
    readonly change: string;
    readonly severity: string;
    readonly enterpriseId: string;
  };
}

/** A lender's own system: takes what comes and lets the reference implementation of Standard Webhooks verify it. */
export class WebhookReceiver {
  private readonly taken: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  private readonly server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      this.taken.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/loanwatch`;
  }

  /** Everything received; throws when a signature is wrong. */
  verified(secret: string): readonly Notice[] {
    const verifier = new Webhook(secret);
    return this.taken.map(({ headers, body }) => verifier.verify(body, headers as Record<string, string>) as Notice);
  }

  /** `webhook-id` of everything received, in order. */
  get ids(): readonly string[] {
    return this.taken.map(({ headers }) => String(headers['webhook-id']));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
