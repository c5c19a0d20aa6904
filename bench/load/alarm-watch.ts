import { HttpConnection } from './http-connection';

const PAUSE_MS = 5;
const NEWEST = 30;
const END_LIMIT_MS = 10_000;

interface AlarmPage {
  readonly items: readonly { readonly subject: string }[];
  readonly nextCursor: string | null;
}

/** Looks at the newest alarms of the API again and again, and notes when those that are expected are shown. */
export class AlarmWatch {
  readonly latenciesMs: number[] = [];
  /** Subject -> when the reading that completes its alarm should have been sent, epoch ms. */
  private readonly expected = new Map<string, number>();
  private readonly headers: string;
  private ending = false;
  private looking: Promise<void> = Promise.resolve();

  private constructor(
    private readonly connection: HttpConnection,
    token: string,
  ) {
    this.headers = `Authorization: Bearer ${token}\r\n`;
  }

  static async start(url: URL, token: string): Promise<AlarmWatch> {
    const watch = new AlarmWatch(await HttpConnection.open(url), token);
    watch.looking = watch.lookOn();
    return watch;
  }

  expect(subject: string, sentAt: number): void {
    this.expected.set(subject, sentAt);
  }

  /** Waits for what is still expected, ten seconds at most. */
  async end(): Promise<{ readonly latenciesMs: readonly number[]; readonly missing: number }> {
    const limit = Date.now() + END_LIMIT_MS;
    while (this.expected.size > 0 && Date.now() < limit) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.ending = true;
    await this.looking;
    // One that a burst pushed off the first page is late, not missing.
    for (let cursor: string | null = ''; cursor !== null && this.expected.size > 0;) {
      ({ nextCursor: cursor } = await this.look(200, cursor));
    }
    this.connection.close();
    return { latenciesMs: this.latenciesMs, missing: this.expected.size };
  }

  private async lookOn(): Promise<void> {
    while (!this.ending) {
      if (this.expected.size > 0) await this.look(NEWEST, '');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private async look(limit: number, cursor: string): Promise<AlarmPage> {
    const route = `/v1/alarms?limit=${limit}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { status, body } = await this.connection.request('GET', route, this.headers);
    if (status !== 200) throw new Error(`GET ${route}: ${status} ${body}`);
    const page = JSON.parse(body) as AlarmPage;
    const now = Date.now();
    for (const { subject } of page.items) {
      const sentAt = this.expected.get(subject);
      if (sentAt === undefined) continue;
      this.latenciesMs.push(now - sentAt);
      this.expected.delete(subject);
    }
    return page;
  }
}
