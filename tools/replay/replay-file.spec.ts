import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { givenToken, LoanwatchClient, Refused } from '../client';
import { DeviceKeys } from './device-keys';
import { checkedMapping } from './mapping';
import { replayFile, type ReplayOptions } from './replay-file';

interface Received {
  readonly device: string;
  readonly values: number[];
}
type Answer = (body: { readings: { value: number }[] }, response: ServerResponse) => void;

const accept: Answer = ({ readings }, response) => {
  json(response, 202, { accepted: readings.length, duplicates: 0, rejected: [] });
};

/** The ingest route as far as a replay sees it. */
class IngestDouble {
  readonly received: Received[] = [];
  /** Answers of the next requests; then everything is accepted. */
  readonly script: Answer[] = [];
  private readonly server: Server = createServer((request, response) => void this.handle(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { readings: { value: number }[] };
    const [device = ''] = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64')
      .toString()
      .split(':');
    this.received.push({ device, values: body.readings.map(({ value }) => value) });
    (this.script.shift() ?? accept)(body, response);
  }
}

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const MAPPING = checkedMapping({
  time: { columns: ['at'], formats: ['epoch-seconds'] },
  measurements: [{ column: 'value', deviceColumn: 'device', channel: 'total', missing: ['NA'] }],
});
const KEYS = new DeviceKeys(new Map(['a', 'b'].map((name) => [name, { id: name, key: 'secret' }])));
const EPOCH = 1_400_000_000;

describe('a replay', () => {
  const ingest = new IngestDouble();
  let folder = '';
  let client: LoanwatchClient;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'replay-'));
    client = new LoanwatchClient({
      url: await ingest.start(),
      tokens: givenToken('none'),
      identity: { role: 'admin' },
    });
  });
  afterAll(async () => {
    await ingest.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    ingest.received.length = 0;
  });

  async function replay(rows: readonly string[], options: Partial<ReplayOptions> = {}) {
    const file = path.join(folder, 'rows.csv.gz');
    await writeFile(file, gzipSync(`\uFEFFat,device,value\n${rows.join('\n')}\n`));
    return replayFile({ client, keys: KEYS, file, mapping: MAPPING, ...options });
  }

  const row = (device: string, value: number | string, second = 0): string => `${EPOCH + second},${device},${value}`;

  it('sends up to 1,000 readings of one device at a time and keeps their order', async () => {
    const tally = await replay(Array.from({ length: 2_500 }, (_, index) => row('a', index, index)));
    expect(ingest.received.map(({ values }) => values.length)).toEqual([1_000, 1_000, 500]);
    expect(ingest.received.flatMap(({ values }) => values)).toEqual(Array.from({ length: 2_500 }, (_, index) => index));
    expect(tally.count).toMatchObject({
      rows: 2_500,
      sent: 2_500,
      accepted: 2_500,
      rejected: 0,
      oldestAt: EPOCH * 1000,
    });
    expect(tally.failures).toBe(0);
  });

  it('sends a batch again when Loanwatch is busy, before the next one of the device', async () => {
    ingest.script.push((_, response) => json(response, 503, {}, { 'retry-after': '0' }));
    await replay(Array.from({ length: 1_001 }, (_, index) => row('a', index, index)));
    expect(ingest.received.map(({ values }) => values.length)).toEqual([1_000, 1_000, 1]);
  });

  it('sends a batch again when the connection breaks', async () => {
    ingest.script.push((_, response) => response.destroy());
    const tally = await replay([row('a', 1)]);
    expect(ingest.received).toHaveLength(2);
    expect(tally.count.accepted).toBe(1);
  });

  it('does not let one device run ahead of another', async () => {
    await replay(Array.from({ length: 3_000 }, (_, index) => row(index % 3 === 0 ? 'b' : 'a', index, index)));
    const order = ingest.received.map(({ device, values }) => `${device} to ${values.at(-1)}`);
    expect(order.slice(0, 2).sort()).toEqual(['a to 1499', 'b to 1497']);
  });

  it('counts duplicates, refused and unreadable measurements and says on which line they stand', async () => {
    ingest.script.push((_, response) =>
      json(response, 202, {
        accepted: 1,
        duplicates: 1,
        rejected: [{ pointer: '/readings/2/value', code: 'reading.out-of-range', detail: 'plausible: 0 to 10' }],
      }),
    );
    const tally = await replay([row('a', 1), row('a', 1), row('a', 99, 1), row('a', 'NA', 2), row('a', 'x', 3)]);
    expect(tally.count).toMatchObject({ accepted: 1, duplicates: 1, rejected: 1, missing: 1, unreadable: 1 });
    expect(tally.failures).toBe(2);
    expect(tally.complaints).toEqual([
      { kind: 'value is no number', example: '"x"', firstLine: 6, count: 1 },
      { kind: 'reading.out-of-range', example: 'plausible: 0 to 10 (channel total, value 99)', firstLine: 4, count: 1 },
    ]);
  });

  it('goes on when no reading of a batch was taken', async () => {
    ingest.script.push((_, response) =>
      json(response, 422, {
        type: 'urn:problem:reading.too-late',
        title: 'too late',
        status: 422,
        detail: 'none of 1 readings could be taken',
        errors: [{ pointer: '/readings/0/observedAt', code: 'reading.too-late', detail: 'older than the limit' }],
      }),
    );
    const tally = await replay([row('a', 1)]);
    expect(tally.count).toMatchObject({ sent: 1, accepted: 0, rejected: 1 });
    expect(tally.complaints[0]).toMatchObject({ kind: 'reading.too-late', firstLine: 2 });
  });

  it('stops when a key is wrong', async () => {
    ingest.script.push((_, response) =>
      json(response, 401, { type: 'urn:problem:reading.wrong-key', title: 'wrong key', status: 401, detail: 'no' }),
    );
    await expect(replay(Array.from({ length: 1_500 }, (_, index) => row('a', index, index)))).rejects.toThrow(Refused);
  });

  it('takes as long as it happened, divided by the speed', async () => {
    const started = performance.now();
    await replay([row('a', 1), row('a', 2, 600), row('a', 3, 1_200)], { speed: 4_000 });
    expect(performance.now() - started).toBeGreaterThan(250);
    expect(ingest.received.map(({ values }) => values)).toEqual([[1], [2], [3]]);
  });
});
