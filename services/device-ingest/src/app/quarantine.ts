import type { Database } from '@loanwatch/engines';
import { DomainError, type Ids } from '@loanwatch/kernel';
import type { Rejection } from '../domain/raw-reading';
import type { VendorPush } from './ingest';

/** A message that could not be taken, as operators see it. */
export interface HeldMessage extends VendorPush {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly receivedAt: string;
  readonly reasons: readonly Rejection[];
}

export interface QuarantineFilter {
  readonly deviceId?: string;
  readonly limit: number;
  /** Messages before this one (newest first). */
  readonly before?: { readonly receivedAt: string; readonly id: string };
}

/** Messages whose senders do not read answers and which could not be taken: kept whole until somebody deals with them. */
export class Quarantine {
  constructor(
    private readonly database: Database,
    private readonly ids: Ids,
  ) {}

  async hold(push: VendorPush, reasons: readonly Rejection[], now: number): Promise<string> {
    const id = this.ids.next();
    await this.database.query(
      `insert into quarantine (id, received_at, device_id, transport, format, payload, reasons)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, new Date(now), push.deviceId, push.transport, push.format, push.payload, JSON.stringify(reasons)],
    );
    return id;
  }

  async held(id: string): Promise<HeldMessage> {
    const { rows } = await this.database.query<Row>(`${SELECT} where id = $1 and replayed_at is null`, [id]);
    const row = rows[0];
    if (row === undefined) throw new DomainError('quarantine.not-found', 'not-found', 'no such message is held');
    return messageOf(row);
  }

  async list({ deviceId, limit, before }: QuarantineFilter): Promise<readonly HeldMessage[]> {
    const { rows } = await this.database.query<Row>(
      `${SELECT} where replayed_at is null and ($1::uuid is null or device_id = $1)
         and ($2::timestamptz is null or (received_at, id) < ($2, $3::uuid))
       order by received_at desc, id desc limit $4`,
      [deviceId ?? null, before?.receivedAt ?? null, before?.id ?? null, limit],
    );
    return rows.map(messageOf);
  }

  async markReplayed(id: string, now: number): Promise<void> {
    await this.database.query('update quarantine set replayed_at = $2 where id = $1', [id, new Date(now)]);
  }
}

const SELECT = 'select id, received_at, device_id, transport, format, payload, reasons from quarantine';

interface Row {
  readonly id: string;
  readonly received_at: string;
  readonly device_id: string;
  readonly transport: 'http' | 'mqtt';
  readonly format: string;
  readonly payload: Buffer;
  readonly reasons: readonly Rejection[];
}

function messageOf(row: Row): HeldMessage {
  const { received_at: receivedAt, device_id: deviceId, ...rest } = row;
  return { ...rest, deviceId, receivedAt };
}
