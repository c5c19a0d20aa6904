import { derivedId } from '@loanwatch/kernel';

export const READINGS_PER_POST = 100;

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
        const value = (device.hot ? 85 : 20) + (seq % 1000) / 100;
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

/**
 * Bodies of the product: one reading of each channel of a gateway, the gateways of a connection in turn. Observed times
 * rise by at least a millisecond from body to body of one gateway, so no reading is a duplicate.
 */
export function productBodies(gateways: readonly Gateway[]): readonly BodySource[] {
  return gateways.map(({ deviceId, key }) => {
    let last = 0;
    let seq = 0;
    return {
      path: '/v1/readings',
      headers: `Content-Type: application/json\r\nAuthorization: Basic ${Buffer.from(`${deviceId}:${key}`).toString('base64')}\r\n`,
      next: (nowMs) => {
        last = Math.max(last + 1, nowMs);
        const observedAt = new Date(last).toISOString();
        let readings = '';
        for (let channel = 0; channel < READINGS_PER_POST; channel += 1) {
          seq += 1;
          const value = (channel % 50 === 0 ? 85 : 20) + (seq % 1000) / 100;
          readings += `${channel === 0 ? '' : ','}{"channel":"c${channel}","metric":"temperature","value":${value},"unit":"Cel","observedAt":"${observedAt}"}`;
        }
        return `{"readings":[${readings}]}`;
      },
    };
  });
}
