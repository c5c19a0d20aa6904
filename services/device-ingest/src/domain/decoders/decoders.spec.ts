import type { VendorMessage } from './decoder';
import { decoders } from './index';

const RECEIVED_AT = Date.parse('2026-05-04T02:00:00Z');

function decode(format: string, payload: unknown) {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const message: VendorMessage = { payload: Buffer.from(text), receivedAt: RECEIVED_AT };
  return decoders
    .get(format)
    ?.decode(message)
    .readings.map(({ place: _, ...reading }) => reading);
}

describe('Shelly energy meter', () => {
  const observedAt = 1_777_860_000_000;
  const sys = { unixtime: observedAt / 1000 };

  it('reads the cumulative register in Wh and the power of each phase at the meter’s own time', () => {
    expect(
      decode('shelly-em', {
        sys,
        'em:0': { a_act_power: -12.5, n_current: null },
        'emdata:0': { total_act: 2589773.39 },
      }),
    ).toEqual([
      { channel: 'em:0/a_act_power', metric: 'power', value: -12.5, unit: 'W', observedAt },
      { channel: 'emdata:0/total_act', metric: 'energy.register', value: 2589773.39, unit: 'Wh', observedAt },
    ]);
  });

  it('keeps returned energy apart from drawn energy', () => {
    expect(decode('shelly-em', { sys, 'emdata:0': { total_act_ret: 1026.61, a_total_act_ret_energy: 1 } })).toEqual([
      { channel: 'emdata:0/total_act_ret', metric: 'energy.export.register', value: 1026.61, unit: 'Wh', observedAt },
      {
        channel: 'emdata:0/a_total_act_ret_energy',
        metric: 'energy.export.register',
        value: 1,
        unit: 'Wh',
        observedAt,
      },
    ]);
  });

  it('takes the time of receipt while the meter has no clock yet', () => {
    const status = { sys: { unixtime: null }, 'switch:0': { apower: 2.7, aenergy: { total: 7258.589 } } };
    expect(decode('shelly-em', status)).toEqual([
      { channel: 'switch:0/apower', metric: 'power', value: 2.7, unit: 'W', observedAt: RECEIVED_AT },
      {
        channel: 'switch:0/aenergy/total',
        metric: 'energy.register',
        value: 7258.589,
        unit: 'Wh',
        observedAt: RECEIVED_AT,
      },
    ]);
  });
});

describe('Frigate events', () => {
  const update = (type: string, after: object) => ({
    type,
    before: {},
    after: { id: '17.5-abc', camera: 'yard', label: 'person', start_time: 17.5, entered_zones: ['gate'], ...after },
  });

  it('makes one intrusion of an object in a zone, the same one at every update', () => {
    const first = decode('frigate', update('new', {}));
    expect(first).toEqual([
      {
        channel: 'yard/gate',
        metric: 'intrusion',
        value: 1,
        observedAt: 17_500,
        attributes: { objectClass: 'person', zone: 'gate', incident: '17.5-abc' },
      },
    ]);
    expect(decode('frigate', update('end', { end_time: 99 }))).toEqual(first);
  });

  it('says nothing about an object that the camera itself calls a false positive', () => {
    expect(decode('frigate', update('update', { false_positive: true }))).toEqual([]);
  });
});

describe('Hikvision people counting', () => {
  const alert = (counting: string, dateTime = '2026-05-04T10:00:00+08:00', namespace = '') =>
    `\uFEFF<?xml version="1.0"?><EventNotificationAlert ${namespace}><channelID>2</channelID><dateTime>${dateTime}</dateTime>` +
    `<eventType>PeopleCounting</eventType><peopleCounting>${counting}</peopleCounting></EventNotificationAlert>`;
  const realTime = (time: string) =>
    `<statisticalMethods>realTime</statisticalMethods><RealTime><time>${time}</time></RealTime><enter>70</enter><exit>75</exit>`;

  it('reads real-time counts as cumulative', () => {
    const observedAt = RECEIVED_AT;
    expect(
      decode('hikvision-people-counting', alert(realTime('2026-05-04T10:00:00+08:00'), undefined, 'xmlns="urn:x"')),
    ).toEqual([
      { channel: '2/enter', metric: 'people.in.total', value: 70, observedAt },
      { channel: '2/exit', metric: 'people.out.total', value: 75, observedAt },
    ]);
  });

  it('reads counts of a time range as what passed inside it', () => {
    const range =
      '<statisticalMethods>timeRange</statisticalMethods><TimeRange><startTime>2026-05-04T09:45:00+08:00</startTime>' +
      '<endTime>2026-05-04T10:00:00+08:00</endTime></TimeRange><enter>0</enter><exit>1</exit>';
    expect(decode('hikvision-people-counting', alert(range))).toEqual([
      { channel: '2/enter', metric: 'people.in', value: 0, observedAt: RECEIVED_AT, intervalMs: 900_000 },
      { channel: '2/exit', metric: 'people.out', value: 1, observedAt: RECEIVED_AT, intervalMs: 900_000 },
    ]);
  });

  it('refuses a message whose two clocks are days apart', () => {
    expect(() => decode('hikvision-people-counting', alert(realTime('2026-05-06T12:00:00+08:00')))).toThrow(/differ/);
  });

  it.each(['not xml', '<a/>', '<EventNotificationAlert/>'])('refuses %s', (payload) => {
    expect(() => decode('hikvision-people-counting', payload)).toThrow();
  });
});

describe('SenML', () => {
  it('applies base values to later records and reads small times as relative to now', () => {
    const pack = [
      { bn: 'urn:dev:1/', bt: 1_777_860_000, bu: 'A', n: 'voltage', u: 'V', v: 230 },
      { n: 'current', t: -5, v: 1.5 },
    ];
    expect(decode('senml', pack)).toEqual([
      { channel: 'urn:dev:1/voltage', value: 230, unit: 'V', observedAt: 1_777_860_000_000 },
      { channel: 'urn:dev:1/current', value: 1.5, unit: 'A', observedAt: 1_777_859_995_000 },
    ]);
    expect(decode('senml', [{ n: 't', u: 'Cel', t: -2, v: 21 }])).toEqual([
      { channel: 't', value: 21, unit: 'Cel', observedAt: RECEIVED_AT - 2_000 },
    ]);
  });
});
