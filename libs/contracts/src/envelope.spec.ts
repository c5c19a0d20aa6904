import type { ReadingBatch, SignalBatch } from './generated';
import { headerNamesAny, makeEvent, parseEvent, type MessageOptions } from './envelope';
import { ContractViolation } from './violation';

const ID = '0192f3a0-5c01-7b3e-9a41-2f6d8c0b0001';
const AT = Date.UTC(2025, 10, 3, 0, 0, 1, 200);
const TYPE = 'loanwatch.readings.recorded.v1';

const batch: ReadingBatch = {
  deviceId: ID,
  siteId: ID,
  enterpriseId: ID,
  receivedAt: AT,
  transport: 'mqtt',
  format: 'loanwatch',
  readings: [
    { channel: 'power', metric: 'power', observedAt: AT, value: 41_250.5 },
    { channel: 'room', metric: 'temperature', observedAt: AT, value: 21.5 },
    { channel: 'import', metric: 'energy.register', observedAt: AT, value: 8_123_456.789 },
  ],
};
const options: MessageOptions<typeof TYPE> = {
  id: ID,
  source: '/loanwatch/device-ingest',
  time: AT,
  key: ID,
  correlationId: 'request-1',
  causationId: 'request-1',
  data: batch,
};

const signalBatch = (signals: readonly object[]): SignalBatch => ({
  enterpriseId: ID,
  siteId: ID,
  service: 'metering',
  live: true,
  receivedAt: AT,
  signals: signals.map((signal) => ({
    metric: 'power',
    subject: `site:${ID}`,
    at: AT,
    value: 1,
    coverage: 1,
    algorithm: 'metering.power@1',
    ...signal,
  })),
});

const makeSignals = (...signals: object[]) =>
  makeEvent('loanwatch.signals.derived.v1', {
    ...options,
    source: '/loanwatch/metering',
    data: signalBatch(signals),
  });

const edited = (value: string, change: (event: Record<string, unknown>) => void): string => {
  const event = JSON.parse(value) as Record<string, unknown>;
  change(event);
  return JSON.stringify(event);
};

describe('a message that is written', () => {
  it('is a structured CloudEvent on the topic of its type, and comes back as it went', () => {
    const record = makeEvent(TYPE, options);
    expect(record).toMatchObject({ topic: 'readings', key: ID });
    expect(JSON.parse(record.value)).toEqual({
      specversion: '1.0',
      id: ID,
      source: '/loanwatch/device-ingest',
      type: TYPE,
      time: '2025-11-03T00:00:01.200Z',
      datacontenttype: 'application/json',
      dataschema: 'https://loanwatch.example/contracts/events/readings.recorded.v1.schema.json',
      partitionkey: ID,
      correlationid: 'request-1',
      causationid: 'request-1',
      data: batch,
    });
    expect(parseEvent(record.value, TYPE).data).toEqual(batch);
  });

  it('repeats in its headers what a consumer needs to pass over it unparsed', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(makeEvent(TYPE, { ...options, traceparent }).headers).toEqual({
      ce_type: TYPE,
      ce_id: ID,
      traceparent,
      families: 'climate,electricity',
    });
    const { headers } = makeSignals({}, { metric: 'humidity' }, {});
    expect(headers['metrics']).toBe('humidity,power');
    expect(headerNamesAny(headers['metrics'], new Set(['humidity']))).toBe(true);
    expect(headerNamesAny(headers['metrics'], new Set(['people.in']))).toBe(false);
    expect(headerNamesAny(undefined, new Set(['people.in']))).toBe(true);
  });

  it('is refused with everything that is wrong with it', () => {
    const [first] = batch.readings;
    const data = { ...batch, transport: 'pigeon', readings: [{ ...first, unit: 'kW' }] } as unknown as ReadingBatch;
    expect(() => makeEvent(TYPE, { ...options, data })).toThrow(
      expect.objectContaining({
        code: 'contract.violation',
        kind: 'invalid',
        contract: 'ReadingBatch',
        extensions: {
          errors: [
            { pointer: '/transport', detail: 'must be one of http, mqtt' },
            { pointer: '/readings/0/unit', detail: 'is not a known field' },
          ],
        },
      }),
    );
  });

  it('is refused when its envelope is wrong', () => {
    expect(() => makeEvent(TYPE, { ...options, id: 'not-a-uuid' })).toThrow('CloudEvent: /id');
    expect(() => makeEvent(TYPE, { ...options, key: '' })).toThrow('CloudEvent: /partitionkey');
    expect(() => makeEvent(TYPE, { ...options, traceparent: '00-0' })).toThrow('CloudEvent: /traceparent');
  });

  it('says why a signal has no value, and only then', () => {
    const notJudged = { code: 'coverage-too-low', detail: '31 % observed' };
    expect(() => makeSignals({ value: null, notJudged })).not.toThrow();
    expect(() => makeSignals({ value: null })).toThrow(ContractViolation);
    expect(() => makeSignals({ notJudged })).toThrow(ContractViolation);
  });
});

describe('a message that is read', () => {
  const { value } = makeEvent(TYPE, options);

  it('may carry fields of a newer producer', () => {
    const newer = edited(value, (event) => {
      event['sequence'] = 7;
      const data = event['data'] as { readings: Record<string, unknown>[] };
      Object.assign(data, { firmware: '2.1' });
      Object.assign(data.readings[0] ?? {}, { quality: 'good' });
    });
    expect(parseEvent(newer, TYPE).data.readings).toHaveLength(3);
  });

  it.each<[string, (event: Record<string, unknown>) => void, string]>([
    [
      'another type',
      (event) => (event['type'] = 'loanwatch.trigger.decided.v1'),
      '/type is loanwatch.trigger.decided.v1',
    ],
    [
      'data that lacks something',
      (event) => delete (event['data'] as Record<string, unknown>)['siteId'],
      '/siteId is missing',
    ],
    ['another version of the envelope', (event) => (event['specversion'] = '2.0'), '/specversion must be "1.0"'],
    ['data that is not an object', (event) => (event['data'] = 'x'), '/data must be object'],
  ])('is refused with %s', (_title, change, said) => {
    expect(() => parseEvent(edited(value, change), TYPE)).toThrow(said);
  });

  it.each(['', '{', 'null', '[]', '"x"', '1'])('is refused when it is %j', (text) => {
    expect(() => parseEvent(text, TYPE)).toThrow(ContractViolation);
  });
});
