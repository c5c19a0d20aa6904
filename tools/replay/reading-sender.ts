import { type LoanwatchClient, Refused } from '../client';
import type { DeviceKeys } from './device-keys';
import type { Measured } from './measured-row';
import type { ReplayTally } from './replay-count';

interface Receipt {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Rejection[];
}

interface Rejection {
  readonly pointer: string;
  readonly code?: string;
  readonly detail: string;
}

/**
 * Posts batches of readings with the keys of their devices. Batches of one device go one after the other, those of
 * different devices at the same time. `submit` waits while too many are under way.
 */
export class ReadingSender {
  private readonly lanes = new Map<string, Promise<void>>();
  private readonly waiting: (() => void)[] = [];
  private underWay = 0;
  private failure: Error | undefined;

  constructor(
    private readonly client: LoanwatchClient,
    private readonly keys: DeviceKeys,
    private readonly tally: ReplayTally,
    private readonly mostUnderWay: number,
  ) {}

  /** Takes up to 1,000 measurements of one device. Throws what made an earlier batch fail. */
  async submit(device: string, batch: readonly Measured[]): Promise<void> {
    const authorization = this.keys.authorization(device);
    while (this.underWay >= this.mostUnderWay) await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.failure !== undefined) throw this.failure;
    this.underWay += 1;
    const before = this.lanes.get(device) ?? Promise.resolve();
    this.lanes.set(
      device,
      before.then(() => this.post(authorization, batch)),
    );
  }

  /** Resolves when everything was answered. Throws what made a batch fail. */
  async drain(): Promise<void> {
    await Promise.all(this.lanes.values());
    if (this.failure !== undefined) throw this.failure;
  }

  private async post(authorization: string, batch: readonly Measured[]): Promise<void> {
    try {
      if (this.failure === undefined) this.record(batch, await this.receipt(authorization, batch));
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
    } finally {
      this.underWay -= 1;
      this.waiting.shift()?.();
    }
  }

  private async receipt(authorization: string, batch: readonly Measured[]): Promise<Receipt> {
    try {
      const body = { readings: batch.map(({ reading }) => reading) };
      // The server recognises a reading by device, channel and time: sending a batch twice counts once.
      const options = { body, authorization, repeatable: true };
      return (await this.client.request<Receipt>('POST', '/v1/readings', options)).body;
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 422 || !error.code.startsWith('reading.')) throw error;
      const rejected = error.problem.errors ?? [];
      const listed = rejected.map((each) => ({ code: error.code, ...each }));
      return { accepted: 0, duplicates: 0, rejected: listed };
    }
  }

  private record(batch: readonly Measured[], { accepted, duplicates, rejected }: Receipt): void {
    const { count } = this.tally;
    count.sent += batch.length;
    count.accepted += accepted;
    count.duplicates += duplicates;
    count.rejected += batch.length - accepted - duplicates;
    for (const { pointer, code = 'reading.refused', detail } of rejected) {
      const index = Number(/^\/readings\/(\d+)/.exec(pointer)?.[1] ?? 0);
      const measured = batch[index];
      const what =
        measured === undefined ? '' : ` (channel ${measured.reading.channel}, value ${measured.reading.value})`;
      this.tally.complain(code, `${detail}${what}`, measured?.line ?? 0);
    }
  }
}
