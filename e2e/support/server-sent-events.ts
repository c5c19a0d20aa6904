export interface ServerSentEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** An open stream of server-sent events; `received` grows while it is open. */
export class EventStream {
  readonly received: ServerSentEvent[] = [];
  private readonly ending = new AbortController();
  private reading: Promise<void> = Promise.resolve();

  /** Resolves when the server has answered. Throws for any answer but a stream. */
  async open(url: string, headers: Readonly<Record<string, string>>): Promise<this> {
    const response = await fetch(url, { headers, signal: this.ending.signal });
    if (response.status !== 200 || response.body === null) throw new Error(`no stream: ${response.status}`);
    this.reading = this.read(response.body).catch((error: unknown) => {
      if (!this.ending.signal.aborted) throw error;
    });
    return this;
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.reading;
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let pending = '';
    for await (const chunk of body) {
      pending += decoder.decode(chunk, { stream: true });
      const blocks = pending.split('\n\n');
      pending = blocks.pop() ?? '';
      this.received.push(...blocks.map(eventOf));
    }
  }
}

function eventOf(block: string): ServerSentEvent {
  const field = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
  return { id: field('id'), type: field('event'), data: field('data') };
}
