import { connectAsync, type MqttClient } from 'mqtt';
import type { KeyedDevice } from './borrower';

/** A device that keeps one MQTT connection and never reconnects by itself: a connection that is cut is seen. */
export class DeviceConnection {
  /** Rejects when the connection ends: the client would keep a publication for a reconnect that never comes. */
  private readonly ended: Promise<never>;

  private constructor(
    private readonly client: MqttClient,
    private readonly deviceId: string,
  ) {
    this.ended = new Promise((_, reject) => client.once('close', () => reject(new Error('the connection has ended'))));
    this.ended.catch(() => undefined);
    client.on('error', () => undefined);
  }

  static async open(mqttUrl: string, { deviceId, key }: KeyedDevice): Promise<DeviceConnection> {
    const client = await connectAsync(mqttUrl, {
      username: deviceId,
      password: key,
      clientId: deviceId,
      reconnectPeriod: 0,
      connectTimeout: 10_000,
    });
    return new DeviceConnection(client, deviceId);
  }

  get isConnected(): boolean {
    return this.client.connected;
  }

  /** Resolves with the PUBACK; rejects when the connection ends before. */
  async publish(payload: string | Buffer, topic = 'readings'): Promise<void> {
    const published = this.client.publishAsync(`loanwatch/v1/${this.deviceId}/${topic}`, payload, { qos: 1 });
    published.catch(() => undefined);
    await Promise.race([published, this.ended]);
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}
