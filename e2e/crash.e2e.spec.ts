import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TokenClaims } from '@loanwatch/platform';
import { eventually } from '@loanwatch/testing';
import {
  enterInstitution,
  enterPlace,
  FAR_BACK_SECONDS,
  grantText,
  installDevice,
  type KeyedDevice,
  publishRule,
  warmRule,
} from './support/borrower';
import { Caller } from './support/caller';
import { DeviceConnection } from './support/device-connection';
import { tellFigure } from './support/figures';
import { startInstallation } from './support/installation';
import { isRunning, LoanwatchProcess } from './support/loanwatch-process';

const KILLS = 10;
const SEED = 20_260_302;
const CHANNELS = 10;
const MESSAGES = 100;
/** Two devices, a message of a reading for each channel every quarter of an hour. */
const READINGS = 2 * MESSAGES * CHANNELS;
const QUARTER_MS = 15 * 60_000;
const BEGIN = Date.parse('2026-03-02T00:00:00Z');
const QUIET_WITHIN_MS = 30_000;
const HOUR_MS = 3_600_000;

interface Plant {
  readonly siteId: string;
  readonly byHttp: KeyedDevice;
  readonly byMqtt: KeyedDevice;
}
interface Series {
  readonly series: readonly { readonly subject: string; readonly points: readonly { at: string; value: number }[] }[];
}
interface Outcome {
  readonly alarms: readonly unknown[];
  readonly told: Readonly<Record<string, number>>;
}
interface AlarmItem {
  readonly alarmId: string;
  readonly subject: string;
}

/** Same every time: whoever is killed, what was sent is known. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Ten warm quarters, ten cool ones, each channel at its own pace. */
function readingsOf(message: number) {
  return Array.from({ length: CHANNELS }, (_, channel) => ({
    channel: `c${channel}`,
    value: Math.floor((message + channel) / (5 + channel)) % 2 === 0 ? 20 : 35 + message / 100,
    observedAt: new Date(BEGIN + message * QUARTER_MS + channel * 1_000).toISOString(),
  }));
}

async function enterPlant(as: (claims: TokenClaims) => Promise<Caller>): Promise<Plant> {
  const admin = await as({ roles: ['admin'] });
  const institutionId = await enterInstitution(admin, 'Jiangdong Bank');
  const officer = await as({ roles: ['information_officer'], institutionId });
  const reviewer = await as({ roles: ['service_manager'] });
  const { enterpriseId, siteId } = await enterPlace(officer, 'Jinhe Cold Store', 'warehouse');
  await admin.create('/v1/grants', grantText(institutionId, enterpriseId, ['climate'], { from: -600 }));
  const channels = Array.from({ length: CHANNELS }, (_, index) => ({ name: `c${index}`, metric: 'temperature' }));
  const device = (name: string): Promise<KeyedDevice> =>
    installDevice(officer, siteId, { name, kind: 'climate', channels, latenessLimitSeconds: FAR_BACK_SECONDS });
  const plant = { siteId, byHttp: await device('by HTTP'), byMqtt: await device('by MQTT') };
  await reviewer.create('/v1/recipients', { name: 'desk', channel: 'in-app' });
  await publishRule(reviewer, warmRule(30, { repeatAfterMs: HOUR_MS }));
  return plant;
}

describe('a Loanwatch that is killed while readings flow', () => {
  const loanwatch = new LoanwatchProcess();
  let plant: Plant;
  let undisturbed: Outcome;
  const truth = path.join(mkdtempSync(path.join(tmpdir(), 'loanwatch-truth-')), 'acknowledged');
  /** Sends that found nobody, or whose answer never came. */
  let unanswered = 0;
  let restarted: Promise<void> = Promise.resolve();
  const began = performance.now();

  beforeAll(async () => {
    undisturbed = await withoutKills();
    await loanwatch.start();
    plant = await enterPlant((claims) => loanwatch.as(claims));
  }, 120_000);
  afterAll(async () => {
    await loanwatch.remove();
    rmSync(path.dirname(truth), { recursive: true, force: true });
  });

  const platform = (): Promise<Caller> => loanwatch.as({ roles: ['service_manager'] });

  /** The same plant and the same readings, and nobody is killed. */
  const withoutKills = async (): Promise<Outcome> => {
    const { loanwatch: reference, url, as, device, stop } = await startInstallation({ LOANWATCH_RATE_LIMIT: '0' });
    const there = await enterPlant(async (claims) => new Caller(url, `Bearer ${await reference.token(claims)}`));
    for (const { deviceId, key } of [there.byHttp, there.byMqtt]) {
      const sender = device(deviceId, key);
      for (let message = 0; message < MESSAGES; message++) {
        await sender.expect(202, 'POST', '/v1/readings', { body: { readings: readingsOf(message) } });
      }
    }
    const caller = await as('service_manager');
    const settled = async (): Promise<void> => {
      const { text } = await caller.call('GET', '/metrics');
      const lags = [...text.matchAll(/^loanwatch_consumer_lag\{group="[^"]+"\} (\d+)/gm)].map(([, lag]) => Number(lag));
      expect(lags.reduce((sum, lag) => sum + lag, 0)).toBe(0);
    };
    const outcome = async (): Promise<Outcome> => ({
      alarms: await alarmsOf(caller, there),
      told: await toldOf(caller),
    });
    const found = await eventually(
      async () => {
        await settled();
        const before = await outcome();
        expect(before.alarms).toHaveLength(2 * CHANNELS);
        await settled();
        expect(await outcome()).toEqual(before);
        return before;
      },
      { withinMs: QUIET_WITHIN_MS, everyMs: 1_000 },
    );
    await stop();
    return found;
  };

  /** Sends every message until it is acknowledged, as a device with a buffer does. */
  const sendAll = async (acknowledged: (transport: string, message: number) => void): Promise<void> => {
    const http = async (message: number): Promise<void> => {
      const { deviceId, key } = plant.byHttp;
      const device = new Caller(loanwatch.url, `Basic ${Buffer.from(`${deviceId}:${key}`).toString('base64')}`);
      const answer = await device.call('POST', '/v1/readings', { body: { readings: readingsOf(message) } });
      if (answer.status !== 202) throw new Error(`answered ${answer.status}`);
    };
    let connection: DeviceConnection | undefined;
    const mqtt = async (message: number): Promise<void> => {
      if (connection?.isConnected !== true) connection = await DeviceConnection.open(loanwatch.mqttUrl, plant.byMqtt);
      await connection.publish(JSON.stringify({ readings: readingsOf(message) }));
    };
    const lane = async (transport: string, send: (message: number) => Promise<void>): Promise<void> => {
      for (let message = 0; message < MESSAGES; message++) {
        await eventually(
          () =>
            send(message).catch(async (error: unknown) => {
              unanswered++;
              await restarted;
              throw error;
            }),
          { withinMs: QUIET_WITHIN_MS, everyMs: 50 },
        );
        acknowledged(transport, message);
      }
    };
    await Promise.all([lane('http', http), lane('mqtt', mqtt)]);
    await connection?.close();
  };

  const historyOf = async (caller: Caller, { siteId, ...devices }: Plant): Promise<readonly string[]> => {
    const until = new Date(BEGIN + MESSAGES * QUARTER_MS).toISOString();
    const query = `metric=temperature&bucket=raw&siteId=${siteId}&from=${new Date(BEGIN).toISOString()}&to=${until}`;
    const { series } = await caller.get<Series>(`/v1/series?${query}`);
    return series
      .flatMap(({ subject, points }) =>
        points.map(({ at, value }) => `${nameOf(subject, devices)} ${Date.parse(at)} ${value}`),
      )
      .toSorted();
  };
  /** Alarms without what differs from run to run: ids, and wall time. */
  const alarmsOf = async (caller: Caller, { siteId, ...devices }: Plant): Promise<readonly unknown[]> => {
    const alarms = await caller.list<AlarmItem & Record<string, unknown>>(`/v1/alarms?siteId=${siteId}&limit=200`);
    return alarms
      .map(({ subject, severity, condition, review, occurrences, firstAt, lastAt }) => ({
        ...{ subject: nameOf(subject, devices), severity, condition, review, occurrences, firstAt, lastAt },
      }))
      .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
  };
  const toldOf = async (caller: Caller): Promise<Readonly<Record<string, number>>> => {
    const told = await caller.list<{ about: { change: string } }>('/v1/deliveries?status=SENT&limit=200');
    const counts: Record<string, number> = {};
    for (const { about } of told) counts[about.change] = (counts[about.change] ?? 0) + 1;
    return counts;
  };
  const expected = (): readonly string[] =>
    ['byHttp', 'byMqtt']
      .flatMap((device) =>
        Array.from({ length: MESSAGES }, (_, message) =>
          readingsOf(message).map(
            ({ channel, value, observedAt }) => `${device}/${channel} ${Date.parse(observedAt)} ${value}`,
          ),
        ).flat(),
      )
      .toSorted();

  it(`acknowledges every one of ${READINGS} readings in the end, although it is killed ${KILLS} times`, async () => {
    const random = mulberry(SEED);
    const moments = Array.from({ length: KILLS }, (_, index) =>
      Math.floor(((index + random()) * 2 * MESSAGES) / (KILLS + 1)),
    );
    let count = 0;
    let kills = 0;
    await sendAll((transport, message) => {
      for (const { channel, observedAt } of readingsOf(message)) {
        appendFileSync(truth, `${transport === 'http' ? 'byHttp' : 'byMqtt'}/${channel} ${Date.parse(observedAt)}\n`);
      }
      count++;
      if (count <= (moments[kills] ?? Infinity)) return;
      kills++;
      restarted = restarted.then(async () => {
        await loanwatch.kill();
        await loanwatch.start();
      });
    });
    await restarted;
    expect(kills).toBe(KILLS);
    expect(unanswered).toBeGreaterThanOrEqual(KILLS);
    expect(readFileSync(truth, 'utf8').trim().split('\n')).toHaveLength(READINGS);
  }, 180_000);

  it('has every acknowledged reading in its history, once', async () => {
    const caller = await platform();
    await eventually(async () => expect(await historyOf(caller, plant)).toEqual(expected()), {
      ...{ withinMs: QUIET_WITHIN_MS, everyMs: 250 },
    });
    const acknowledged = readFileSync(truth, 'utf8').trim().split('\n').toSorted();
    const kept = (await historyOf(caller, plant)).map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(kept.toSorted()).toEqual(acknowledged);
    // Roll-ups add: a reading folded twice would show here.
    await eventually(
      async () => {
        const { rows } = await caller.get<{ rows: { figures: { temperature: { n: number } } }[] }>(
          `/v1/statistics?metrics=climate&period=month&from=2026-03-02&to=2026-03-03&group=site&siteId=${plant.siteId}`,
        );
        expect(rows.map(({ figures }) => figures.temperature.n)).toEqual([READINGS]);
      },
      { withinMs: QUIET_WITHIN_MS, everyMs: 250 },
    );
  }, 90_000);

  it('has raised and told the alarms of a Loanwatch that nobody killed, and no more', async () => {
    const caller = await platform();
    await eventually(
      async () => {
        expect(await alarmsOf(caller, plant)).toEqual(undisturbed.alarms);
        expect(await toldOf(caller)).toEqual(undisturbed.told);
      },
      { withinMs: QUIET_WITHIN_MS, everyMs: 250 },
    );
    expect(await (await loanwatch.as({ roles: ['admin'] })).list('/v1/dead-letters')).toEqual([]);
    const seconds = Math.round((performance.now() - began) / 1000);
    tellFigure(
      `${READINGS} readings, ${KILLS} kill -9 (seed ${SEED}), ${unanswered} sends unanswered: 0 lost, 0 twice; ` +
        `${undisturbed.alarms.length} alarms told as without kills; ${seconds} s`,
    );
  }, 90_000);

  it('drains on SIGTERM, ends with 0 and leaves no PostgreSQL behind', async () => {
    const pid = loanwatch.postgresqlPid;
    expect(pid !== undefined && isRunning(pid)).toBe(true);
    expect(await loanwatch.terminate()).toBe(0);
    expect(pid !== undefined && isRunning(pid)).toBe(false);
    expect(loanwatch.postgresqlPid).toBeUndefined();
  }, 30_000);
});

/** `channel:<device id>/<name>` with the name of the device in the plant. */
function nameOf(subject: string, devices: Readonly<Record<string, KeyedDevice>>): string {
  const [deviceId, channel] = subject.replace(/^channel:/, '').split('/');
  const [name] = Object.entries(devices).find(([, device]) => device.deviceId === deviceId) ?? ['unknown'];
  return `${name}/${channel ?? ''}`;
}
