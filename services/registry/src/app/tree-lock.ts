import type { Tx } from '@loanwatch/engines';

/**
 * Who adds a record below another holds the tree; who takes one out of it waits for those and lets nobody add meanwhile.
 * So a record cannot get a child while it is being deleted. Both last until the transaction ends.
 */
export async function holdTree(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${KEY})`);
}

export async function reshapeTree(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(${KEY})`);
}

/** Advisory locks are the database's, not the schema's. */
const KEY = `hashtextextended(current_schema() || '.tree', 0)`;
