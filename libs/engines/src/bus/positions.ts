import type { Queryable, Tx } from '../database/port';

/** A group's place in each partition of its topics, kept in the consumer's own schema. */
export async function readPosition(
  queryable: Queryable,
  group: string,
  topic: string,
  partition: number,
): Promise<string | null> {
  const { rows } = await queryable.query<{ position: string }>(
    'SELECT position FROM consumer_positions WHERE "group" = $1 AND topic = $2 AND partition = $3',
    [group, topic, partition],
    'position-read',
  );
  return rows[0]?.position ?? null;
}

/** The place is no longer where this member left it: another member is at work, and ours has nothing to add. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/**
 * Moves the position inside the transaction of the effects. Done first, its row lock makes a stale member wait and then
 * see that it is stale, before it repeats any effect. Throws {@link Fenced}.
 */
export async function movePosition(
  tx: Tx,
  group: string,
  topic: string,
  partition: number,
  from: string | null,
  to: string,
): Promise<void> {
  const { rowCount } =
    from === null
      ? await tx.query(
          `INSERT INTO consumer_positions ("group", topic, partition, position) VALUES ($1, $2, $3, $4)
           ON CONFLICT DO NOTHING`,
          [group, topic, partition, to],
          'position-insert',
        )
      : await tx.query(
          `UPDATE consumer_positions SET position = $5
           WHERE "group" = $1 AND topic = $2 AND partition = $3 AND position = $4`,
          [group, topic, partition, from, to],
          'position-move',
        );
  if (rowCount === 0) throw new Fenced(`${group} is no longer at ${from} in ${topic}/${partition}`);
}
