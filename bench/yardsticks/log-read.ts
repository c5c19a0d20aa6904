import type { Client } from 'pg';

const PAGE = 500;

/** Reads a topic of the bus page by page, parses it and folds it into a Map; records per second. */
export async function logReadRate(client: Client, topic: string): Promise<number> {
  const state = new Map<string, unknown>();
  const begin = performance.now();
  let xid = '0';
  let pos = '0';
  let count = 0;
  for (;;) {
    const { rows } = await client.query<{ xid: string; pos: string; value: string }>({
      name: 'log-read',
      text: `select xid::text, pos::text, value from bus.log
             where topic = $1 and (xid, pos) > ($2::xid8, $3::bigint) order by log.xid, log.pos limit ${PAGE}`,
      values: [topic, xid, pos],
    });
    const last = rows.at(-1);
    if (last === undefined) return count / ((performance.now() - begin) / 1000);
    for (const { value } of rows) {
      const { data } = JSON.parse(value) as { data: { signals: { subject: string }[] } };
      for (const signal of data.signals) state.set(signal.subject, signal);
    }
    ({ xid, pos } = last);
    count += rows.length;
  }
}
