import { connect as openSocket } from 'node:net';
import { eventually } from '@loanwatch/testing';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import type { MqttEngine, MqttMessage } from './port';

const PACKET_LIMIT_BYTES = 64 * 1024;

/** What every {@link MqttEngine} keeps. `create` makes one on a free port that takes packets up to `maxPacketBytes`. */
export function mqttContract(create: (options: { readonly maxPacketBytes: number }) => MqttEngine): void {
  let engine: MqttEngine;
  let port: number;
  let clients: MqttClient[];
  let received: MqttMessage[];
  let receive: (message: MqttMessage) => Promise<void>;

  const device = async (deviceId: string, options: IClientOptions = {}): Promise<MqttClient> => {
    const client = await connectAsync(
      `mqtt://127.0.0.1:${port}`,
      { username: deviceId, password: `key-of-${deviceId}`, reconnectPeriod: 0, ...options },
      false,
    );
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  };

  beforeEach(async () => {
    clients = [];
    received = [];
    receive = () => Promise.resolve();
    engine = create({ maxPacketBytes: PACKET_LIMIT_BYTES });
    ({ port } = await engine.start({
      authenticate: (deviceId, password) => Promise.resolve(password === `key-of-${deviceId}`),
      mayPublish: (deviceId, topic) => topic === `devices/${deviceId}/readings`,
      receive: (message) => {
        received.push(message);
        return receive(message);
      },
    }));
  });

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await engine.stop();
  });

  it('hands over what a device publishes to its own topic', async () => {
    const client = await device('d1');

    await client.publishAsync('devices/d1/readings', '{"v":1}', { qos: 1 });

    expect(received).toEqual([
      { deviceId: 'd1', topic: 'devices/d1/readings', payload: Buffer.from('{"v":1}'), qos: 1 },
    ]);
  });

  it('refuses a device with a wrong key, and one without', async () => {
    await expect(device('d1', { password: 'key-of-d2' })).rejects.toThrow('Bad username or password');
    await expect(device('d1', { password: '' })).rejects.toThrow('Bad username or password');
  });

  it("takes nothing for another device's topic and goes on serving others", async () => {
    const intruder = await device('d1');
    const other = await device('d2');

    intruder.publish('devices/d2/readings', '{"v":1}', { qos: 1 }, () => undefined);
    await eventually(() => !intruder.connected);
    await other.publishAsync('devices/d2/readings', '{"v":2}', { qos: 1 });

    expect(received.map(({ deviceId }) => deviceId)).toEqual(['d2']);
  });

  it.each(['devices/d2/readings', '#', 'devices/+/readings', 'devices/d1/#', '$SYS/#', '$share/g/devices/d1/readings'])(
    'refuses a subscription to %s',
    async (topic) => {
      const client = await device('d1');

      const granted = await client.subscribeAsync(topic).then(
        (grants) => grants.filter(({ qos }) => qos !== 128),
        () => [],
      );

      expect(granted).toEqual([]);
    },
  );

  it('acknowledges only once the publication is durable', async () => {
    let makeDurable = (): void => undefined;
    receive = () => new Promise((resolve) => (makeDurable = resolve));
    const client = await device('d1');
    let acknowledged = false;

    const publication = client.publishAsync('devices/d1/readings', '{}', { qos: 1 }).then(() => (acknowledged = true));
    await eventually(() => received.length === 1);
    await answerOf(await device('d2'));

    expect(acknowledged).toBe(false);
    makeDurable();
    await publication;
    expect(acknowledged).toBe(true);
  });

  it('withholds the acknowledgement of what could not be stored', async () => {
    receive = () => Promise.reject(new Error('database away'));
    const client = await device('d1');
    let acknowledged = false;

    client.publish('devices/d1/readings', '{}', { qos: 1 }, (error) => (acknowledged = !error));
    await eventually(() => !client.connected);

    expect(received).toHaveLength(1);
    expect(acknowledged).toBe(false);
  });

  it('keeps the connection of a device that sent a bad payload', async () => {
    const client = await device('d1');

    await client.publishAsync('devices/d1/readings', Buffer.from([0xff, 0x00, 0x7b]), { qos: 1 });
    await client.publishAsync('devices/d1/readings', '{"v":2}', { qos: 1 });

    expect(client.connected).toBe(true);
    expect(received).toHaveLength(2);
  });

  it('ends a connection that announces a packet over the limit, before the packet is complete', async () => {
    const client = await device('d1');

    client.publish('devices/d1/readings', Buffer.alloc(PACKET_LIMIT_BYTES + 1), { qos: 1 }, () => undefined);
    await eventually(() => !client.connected);

    expect(received).toEqual([]);
  });

  it('survives bytes that are no MQTT', async () => {
    const socket = openSocket(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: loanwatch\r\n\r\n');
    await eventually(() => socket.destroyed || socket.readableEnded);
    socket.destroy();

    await (await device('d1')).publishAsync('devices/d1/readings', '{}', { qos: 1 });
    expect(received).toHaveLength(1);
  });

  it("does not let a device take over another's session by its client id", async () => {
    const first = await device('d1', { clientId: 'same' });
    await device('d2', { clientId: 'same' });

    await first.publishAsync('devices/d1/readings', '{}', { qos: 1 });

    expect(first.connected).toBe(true);
  });

  it('counts its connections', async () => {
    await device('d1');
    const second = await device('d2');
    expect(engine.connections).toBe(2);

    await second.endAsync();
    await eventually(() => engine.connections === 1);
  });

  it('stops at once while devices are connected', async () => {
    await device('d1');
    const started = performance.now();

    await engine.stop();

    expect(performance.now() - started).toBeLessThan(1_000);
    await expect(engine.check()).rejects.toThrow();
  });
}

/** The server has worked through what came before. */
async function answerOf(client: MqttClient): Promise<void> {
  await client.unsubscribeAsync('devices/nothing');
}
