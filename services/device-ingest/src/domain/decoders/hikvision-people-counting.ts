import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { RawReading } from '../raw-reading';
import { epochMs } from '../time-stamp';
import { asObject, UnreadablePayload, type Decoder, type JsonObject } from './decoder';

/** The outer stamp and the counter's own may differ by message delay, not by more. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

// Three namespaces are in the field (hikvision, isapi, psialliance), or none: local names decide. Entities are not
// expanded: a device has no use for them, an attacker has.
const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false, processEntities: false });

/**
 * Hikvision ISAPI people counting (`EventNotificationAlert` with `eventType` PeopleCounting).
 * Channel names are `<channelID>/enter` and `<channelID>/exit`.
 *
 * `statisticalMethods` realTime gives counts since the device's last reset, timeRange those inside one interval: two
 * metrics, never added. When the message's two stamps disagree (seen: by two days) neither can be trusted.
 */
export const hikvisionPeopleCounting: Decoder = {
  format: 'hikvision-people-counting',
  decode({ payload }) {
    const alert = alertOf(payload);
    const counting = asObject(alert['peopleCounting'], 'peopleCounting');
    const { channelID } = alert;
    const channelId = typeof channelID === 'string' ? channelID : '1';
    const sentAt = epochMs(alert['dateTime']);
    if (counting['statisticalMethods'] === 'realTime') {
      const observedAt = epochMs(asObject(counting['RealTime'], 'RealTime')['time']);
      assertClocksAgree(sentAt, observedAt);
      return { readings: counts(channelId, counting, observedAt, '.total') };
    }
    const range = asObject(counting['TimeRange'], 'TimeRange');
    const from = epochMs(range['startTime']);
    const to = epochMs(range['endTime']);
    if (!(to > from)) throw new UnreadablePayload('payload.unreadable', 'TimeRange is empty or has no offset');
    return { readings: counts(channelId, counting, to, '').map((reading) => ({ ...reading, intervalMs: to - from })) };
  },
};

function alertOf(payload: Buffer): JsonObject {
  const text = payload.toString('utf8').replace(/^\uFEFF/, '');
  if (XMLValidator.validate(text) !== true) throw new UnreadablePayload('payload.unreadable', 'not XML');
  const document = asObject(parser.parse(text), 'the document');
  return asObject(document['EventNotificationAlert'], 'EventNotificationAlert');
}

function assertClocksAgree(sentAt: number, observedAt: number): void {
  if (Math.abs(sentAt - observedAt) <= CLOCK_TOLERANCE_MS) return;
  throw new UnreadablePayload(
    'payload.clock-mismatch',
    'dateTime and RealTime/time are missing or differ by more than 5 minutes',
  );
}

function counts(channelId: string, counting: JsonObject, observedAt: number, suffix: '' | '.total'): RawReading[] {
  return (['enter', 'exit'] as const).map((field) => ({
    channel: `${channelId}/${field}`,
    metric: (field === 'enter' ? 'people.in' : 'people.out') + suffix,
    value: wholeNumber(counting[field]),
    observedAt,
    place: `/peopleCounting/${field}`,
  }));
}

function wholeNumber(text: unknown): number {
  return typeof text === 'string' && /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}
