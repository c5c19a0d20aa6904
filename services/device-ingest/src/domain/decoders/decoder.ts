import type { RawReading } from '../raw-reading';

/** Turns one message of a vendor's format into readings. Pure: the time of receipt comes in with the message. */
export interface Decoder {
  /** Name in paths and topics: `shelly-em`. */
  readonly format: string;
  /** Throws {@link UnreadablePayload} when the message is not of this format. */
  decode(message: VendorMessage): DecodedMessage;
}

export interface VendorMessage {
  readonly payload: Buffer;
  /** Epoch milliseconds. Stands in for the event time only where the format carries none. */
  readonly receivedAt: number;
}

export interface DecodedMessage {
  /**
   * A vendor message holds many quantities of which an installation registers some, so a channel that the device does
   * not have is passed over, unlike in the generic format, where it is an error.
   */
  readonly readings: readonly RawReading[];
}

export class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload';
  constructor(
    /** Registered in `contracts/problems.json`. */
    readonly code: 'payload.unreadable' | 'payload.clock-mismatch',
    readonly detail: string,
  ) {
    super(detail);
  }
}

export function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    throw new UnreadablePayload('payload.unreadable', 'not JSON');
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadablePayload('payload.unreadable', `${what} is not an object`);
  }
  return value as JsonObject;
}
