import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type AuthenticateError, type Client, type PublishPacket, type Subscription } from 'aedes';
import { limitPackets } from './packet-limit';
import type { MqttEngine, MqttHandlers } from './port';

export interface AedesOptions {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** Address to listen on; default all. */
  readonly host?: string;
  /** Largest packet in bytes (default 256 KiB); a larger one ends the connection. */
  readonly maxPacketBytes?: number;
}

const DEFAULT_MAX_PACKET_BYTES = 256 * 1024;
const TCP_KEEPALIVE_MS = 60_000;
const DRAIN_LIMIT_MS = 2_000;
/** CONNACK codes of MQTT 3.1.1. */
const SERVER_UNAVAILABLE = 3;
const BAD_USER_NAME_OR_PASSWORD = 4;

/**
 * MQTT 3.1 and 3.1.1 broker in this process (aedes refuses version 5). It keeps nothing: publications go to `receive`
 * and to nobody else, and are not retained.
 */
export class AedesMqtt implements MqttEngine {
  private running: { readonly server: Server; readonly broker: Aedes; readonly port: number } | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly deviceOf = new WeakMap<Client, string>();
  private inHand = 0;

  constructor(private readonly options: AedesOptions) {}

  get connections(): number {
    return this.sockets.size;
  }

  async start(handlers: MqttHandlers): Promise<{ readonly port: number }> {
    const broker = await Aedes.createBroker({
      authenticate: (client, username, password, done) =>
        void this.authenticate(handlers, client, username, password).then(
          (device) => done(device ? null : refusal(BAD_USER_NAME_OR_PASSWORD), device),
          () => done(refusal(SERVER_UNAVAILABLE), false),
        ),
      authorizePublish: (client, packet, done) =>
        void this.receive(handlers, client, packet).then(
          () => done(),
          (error: unknown) => done(asError(error)),
        ),
      authorizeSubscribe: (client, subscription, done) => done(null, this.allowed(handlers, client, subscription)),
    });
    const server = createServer((socket) => this.admit(broker, socket));
    const port = await listen(server, this.options);
    this.running = { server, broker, port };
    return { port };
  }

  check(): Promise<void> {
    return this.running?.server.listening === true
      ? Promise.resolve()
      : Promise.reject(new Error('MQTT is not listening'));
  }

  /** Lets publications in hand be acknowledged, for at most two seconds, then ends every connection. */
  async stop(): Promise<void> {
    if (this.running === undefined) return;
    const { server, broker } = this.running;
    this.running = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const deadline = performance.now() + DRAIN_LIMIT_MS;
    while (this.inHand > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise<void>((resolve) => broker.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private admit(broker: Aedes, socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, TCP_KEEPALIVE_MS);
    limitPackets(socket, this.options.maxPacketBytes ?? DEFAULT_MAX_PACKET_BYTES);
    broker.handle(socket);
  }

  private async authenticate(
    handlers: MqttHandlers,
    client: Client,
    deviceId: string | undefined,
    password: Buffer | undefined,
  ): Promise<boolean> {
    if (deviceId === undefined || password === undefined) return false;
    if (!(await handlers.authenticate(deviceId, password.toString()))) return false;
    this.deviceOf.set(client, deviceId);
    // A client id is the device's own choice; with the bare one it could take over another device's session.
    client.id = `${deviceId}/${client.id}`;
    return true;
  }

  /** aedes sends the PUBACK when this resolves, and ends the connection when it rejects, so that the device sends again. */
  private async receive(handlers: MqttHandlers, client: Client | null, packet: PublishPacket): Promise<void> {
    const deviceId = client === null ? undefined : this.deviceOf.get(client);
    const { topic, payload, qos } = packet;
    if (deviceId === undefined || !handlers.mayPublish(deviceId, topic)) throw new Error(`may not publish to ${topic}`);
    packet.retain = false;
    this.inHand++;
    try {
      await handlers.receive({
        deviceId,
        topic,
        qos,
        payload: Buffer.isBuffer(payload) ? payload : Buffer.from(payload),
      });
    } finally {
      this.inHand--;
    }
  }

  /** Own topics only, by their exact names: a wildcard could reach into another device's. */
  private allowed(handlers: MqttHandlers, client: Client, subscription: Subscription): Subscription | null {
    const deviceId = this.deviceOf.get(client);
    const exact = !/[#+$]/.test(subscription.topic);
    return deviceId !== undefined && exact && handlers.mayPublish(deviceId, subscription.topic) ? subscription : null;
  }
}

async function listen(server: Server, { port, host }: AedesOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('MQTT listens on no TCP port');
  return address.port;
}

function refusal(returnCode: number): AuthenticateError {
  return Object.assign(new Error('connection refused'), { returnCode });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
