import Fastify from 'fastify';
import { Client } from 'pg';
import { THIN_READINGS_SCHEMA } from './readings-schema';

/**
 * The thin pipeline's front: route schema, group commit of whole payloads into the bus, 202 after the commit. Its `pos`
 * cursor and the notification inside the append are safe only because a single connection writes the bus.
 */
const POSTS_PER_COMMIT = 64;

async function main(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const waiting: { payload: string; resolve: () => void }[] = [];
  let flushing = false;
  const flush = async (): Promise<void> => {
    flushing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, POSTS_PER_COMMIT);
      await client.query({
        name: 'append',
        text: `with i as (insert into bus (payload) select * from unnest($1::text[])) select pg_notify('bus', '')`,
        values: [batch.map(({ payload }) => payload)],
      });
      for (const { resolve } of batch) resolve();
    }
    flushing = false;
  };
  const app = Fastify();
  app.post('/readings', { schema: { body: THIN_READINGS_SCHEMA } }, async (request, reply) => {
    const { readings } = request.body as { readings: unknown[] };
    await new Promise<void>((resolve) => {
      waiting.push({ payload: JSON.stringify(readings), resolve });
      if (!flushing) void flush();
    });
    return reply.code(202).send({ accepted: readings.length });
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  process.send?.({ url });
}

void main(process.argv[2] as string);
