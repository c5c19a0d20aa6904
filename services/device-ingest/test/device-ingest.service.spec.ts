import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseEvent, type ReadingBatch } from '@loanwatch/contracts';
import { createHttpApp, type Service } from '@loanwatch/platform';
import { aChannel, aDevice, aPlace, entityRecord, testEngines, type TestEngines } from '@loanwatch/testing';
import { createService, DeviceIngestConfig } from '../src/service';

const NOW = '2026-03-02T01:00:00.000Z';
const admin = {
  subject: 'a',
  roles: ['admin' as const],
  institutionId: null,
  enterpriseId: null,
  kind: 'staff' as const,
};

describe('device-ingest', () => {
  const { enterprise, site } = aPlace();
  const device = aDevice(site);
  const channels = [
    aChannel(device, 'meter', 'energy.register'),
    aChannel(device, 'room', 'temperature'),
    aChannel(device, 'emdata:0/total_act', 'energy.register'),
  ];
  let engines: TestEngines;
  let service: Service;
  let app: NestFastifyApplication;
  let key: string;

  beforeAll(async () => {
    engines = await testEngines({ now: NOW });
    service = await createService(engines, new DeviceIngestConfig());
    app = await createHttpApp([service.module], { authenticator: { authenticate: () => Promise.resolve(admin) } });
    await service.start();
    await engines.bus.publish([
      entityRecord('enterprise', enterprise),
      entityRecord('site', site),
      entityRecord('device', device),
      ...channels.map((channel) => entityRecord('channel', channel)),
    ]);
    const issued = await app.inject({
      method: 'POST',
      url: `/v1/devices/${device.id}/credentials`,
      headers: { authorization: 'Bearer staff' },
    });
    expect(issued.statusCode).toBe(201);
    key = issued.json<{ key: string }>().key;
  });

  afterAll(async () => {
    await app.close();
    await service.stop();
    await engines.close();
  });

  const post = (body: unknown, url = '/v1/readings', contentType = 'application/json', secret = key) =>
    app.inject({
      method: 'POST',
      url,
      headers: {
        authorization: `Basic ${Buffer.from(`${device.id}:${secret}`).toString('base64')}`,
        'content-type': contentType,
      },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const room = (minute: number, value = 20) => ({
    channel: 'room',
    value,
    observedAt: `2026-03-02T08:${String(minute).padStart(2, '0')}:00+08:00`,
  });
  const published = async (): Promise<ReadingBatch[]> => {
    const batches: ReadingBatch[] = [];
    for await (const records of engines.bus.readAll('readings')) {
      for (const record of records) batches.push(parseEvent(record.value, 'loanwatch.readings.recorded.v1').data);
    }
    return batches;
  };
  const observed = async (channel: string) =>
    (await published()).flatMap((batch) => batch.readings.filter((reading) => reading.channel === channel));

  it('publishes what it accepts before it answers 202', async () => {
    const answer = await post({ readings: [room(0), room(1)] });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ accepted: 2, duplicates: 0, rejected: [] });
    expect(await observed('room')).toHaveLength(2);
  });

  it('counts a reading once, however often and in whatever order it comes', async () => {
    const before = await observed('room');
    const batches = [[room(10), room(12)], [room(11), room(10)], [room(12), room(11), room(13)], [room(10)]];
    const answers = await Promise.all(batches.map((readings) => post({ readings })));
    const accepted = answers.reduce((sum, answer) => sum + answer.json<{ accepted: number }>().accepted, 0);
    expect(accepted).toBe(4);
    await post({ readings: [room(10), room(11), room(12), room(13)] });
    expect(await observed('room')).toHaveLength(before.length + 4);
  });

  it('keeps the valid readings of a batch and lists the others by index', async () => {
    const answer = await post({
      readings: [{ ...room(20), unit: 'kg' }, room(21), { ...room(22), colour: 'red' }, room(23, 9_999)],
    });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({
      accepted: 1,
      rejected: expect.arrayContaining([
        expect.objectContaining({ pointer: '/readings/0/unit', code: 'reading.wrong-unit' }),
        expect.objectContaining({ pointer: '/readings/2/colour', code: 'request.unknown-field' }),
        expect.objectContaining({ pointer: '/readings/3/value', code: 'reading.out-of-range' }),
      ]) as unknown,
    });
  });

  it('answers 422 and keeps nothing when no reading is valid', async () => {
    const before = await published();
    const answer = await post({ readings: [{ ...room(30), channel: 'roof' }] });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      type: 'urn:problem:reading.unknown-channel',
      errors: [{ pointer: '/readings/0/channel' }],
    });
    expect(await published()).toHaveLength(before.length);
  });

  it('refuses 1,001 readings', async () => {
    const answer = await post({ readings: Array.from({ length: 1_001 }, () => room(31)) });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ type: 'urn:problem:reading.too-many' });
  });

  it('refuses another key', async () => {
    const answer = await post({ readings: [room(32)] }, undefined, undefined, 'lwd_wrong');
    expect(answer.statusCode).toBe(401);
  });

  it('takes SenML under the same rules', async () => {
    const pack = [{ bn: 'ro', n: 'om', u: 'Cel', t: Date.parse(NOW) / 1000 - 60, v: 21.5 }];
    expect((await post(pack, undefined, 'application/senml+json')).json()).toMatchObject({ accepted: 1 });
  });

  it('takes a vendor payload and passes over quantities the installation did not register', async () => {
    const status = { sys: { unixtime: Date.parse(NOW) / 1000 }, 'emdata:0': { total_act: 5.5, total_act_ret: 1 } };
    expect((await post(status, '/v1/payloads/shelly-em')).json()).toMatchObject({ accepted: 1, rejected: [] });
    expect((await observed('emdata:0/total_act')).at(-1)).toMatchObject({ value: 5.5, metric: 'energy.register' });
  });

  it('holds a payload it cannot read, and takes it after the cause is gone', async () => {
    const status = { sys: { unixtime: Date.parse(NOW) / 1000 + 3_600 }, 'emdata:0': { total_act: 7 } };
    const held = await post(status, '/v1/payloads/shelly-em');
    expect(held.statusCode).toBe(202);
    const { quarantineId } = held.json<{ quarantineId: string }>();
    const staff = { authorization: 'Bearer staff' };
    const list = await app.inject({ url: '/v1/quarantine', headers: staff });
    expect(list.json()).toMatchObject({ items: [{ id: quarantineId, reasons: [{ code: 'reading.in-future' }] }] });

    engines.clock.advance(3_600_000);
    const replay = await app.inject({ method: 'POST', url: `/v1/quarantine/${quarantineId}/replay`, headers: staff });
    expect(replay.json()).toMatchObject({ accepted: 1, rejected: [] });
    expect((await app.inject({ url: '/v1/quarantine', headers: staff })).json()).toMatchObject({ items: [] });
  });
});
