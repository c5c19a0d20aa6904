import { derivedId } from '@loanwatch/kernel';

export const READINGS_PER_POST = 100;
const HOT = 85;
const NORMAL = 20;

/** What one connection sends: a new body at each call. */
export interface BodySource {
  readonly path: string;
  /** Header lines, each ended by CRLF. */
  readonly headers: string;
  next(nowMs: number): string;
}

/**
 * Bodies of the thin pipeline: 100 readings of 100 different devices out of 5,000. 2 % of the devices are hot.
 * `lane` keeps the devices of the connections apart.
 */
export function thinBodies(lane: number, lanes: number, devices = 5_000): BodySource {
  const ids = Array.from({ length: devices }, (_, index) => index)
    .filter((index) => index % lanes === lane)
    .map((index) => ({ id: derivedId('bench-device', index), hot: index % 50 === 0 }));
  let at = 0;
  let seq = 0;
  return {
    path: '/readings',
    headers: 'Content-Type: application/json\r\n',
    next: (nowMs) => {
      let readings = '';
      for (let count = 0; count < READINGS_PER_POST; count += 1) {
        const device = ids[at] as (typeof ids)[number];
        at = (at + 1) % ids.length;
        seq += 1;
        const value = (device.hot ? HOT : NORMAL) + (seq % 1000) / 100;
        readings += `${count === 0 ? '' : ','}{"deviceId":"${device.id}","metric":"temperature","ts":${nowMs},"value":${value},"unit":"Cel","seq":${seq},"quality":"good"}`;
      }
      return `{"readings":[${readings}]}`;
    },
  };
}

/** A gateway as the product knows it: its own key and 100 temperature channels named `c0` to `c99`. */
export interface Gateway {
  readonly deviceId: string;
  readonly key: string;
}

/** Channels that are hot from the first reading on: 2 %. */
export const ALWAYS_HOT: readonly number[] = [0, 50];

/**
 * One reading of each channel of a gateway a body. Observed times rise by at least a millisecond from body to body, so no
 * reading is a duplicate.
 */
export class GatewayBodies implements BodySource {
  readonly path = '/v1/readings';
  readonly headers: string;
  /** Channels that report heat from the next body on. */
  readonly hot = new Set(ALWAYS_HOT);
  /** Observed time of the newest body, epoch ms. */
  last = 0;
  private seq = 0;

  constructor({ deviceId, key }: Gateway) {
    const credential = Buffer.from(`${deviceId}:${key}`).toString('base64');
    this.headers = `Content-Type: application/json\r\nAuthorization: Basic ${credential}\r\n`;
  }

  next(nowMs: number): string {
    this.last = Math.max(this.last + 1, nowMs);
    const observedAt = new Date(this.last).toISOString();
    let readings = '';
    for (let channel = 0; channel < READINGS_PER_POST; channel += 1) {
      this.seq += 1;
      const value = (this.hot.has(channel) ? HOT : NORMAL) + (this.seq % 1000) / 100;
      readings += `${channel === 0 ? '' : ','}{"channel":"c${channel}","metric":"temperature","value":${value},"unit":"Cel","observedAt":"${observedAt}"}`;
    }
    return `{"readings":[${readings}]}`;
  }
}
