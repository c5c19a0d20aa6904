import { percentile } from '../measure/statistics';
import { type BodySource, READINGS_PER_POST } from './bodies';
import { HttpConnection } from './http-connection';

export interface LoadResult {
  readonly posts: number;
  readonly acceptedReadings: number;
  /** Answers other than 202, by status. */
  readonly refused: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Each lane is a connection that sends its sources' bodies in turn, the next as soon as the last is answered. */
export async function closedLoop(
  url: URL,
  lanes: readonly (readonly BodySource[])[],
  seconds: number,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  let accepted = 0;
  const begin = performance.now();
  const end = begin + seconds * 1000;
  await Promise.all(
    lanes.map(async (sources) => {
      const connection = await HttpConnection.open(url);
      for (let turn = 0; performance.now() < end; turn += 1) {
        const source = sources[turn % sources.length] as BodySource;
        const body = source.next(Date.now());
        const sent = performance.now();
        const { status } = await connection.request('POST', source.path, source.headers, body);
        latencies.push(performance.now() - sent);
        if (status === 202) accepted += READINGS_PER_POST;
        else refused[status] = (refused[status] ?? 0) + 1;
      }
      connection.close();
    }),
  );
  return {
    posts: latencies.length,
    acceptedReadings: accepted,
    refused,
    seconds: (performance.now() - begin) / 1000,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}
