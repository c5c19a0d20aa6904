import { connectAsync, type MqttClient } from 'mqtt';
import type { KeyedDevice } from './borrower';

/** A device that keeps one MQTT connection and never reconnects by itself: a connection that is cut is seen. */
export class DeviceConnection {
  private constructor(
    private readonly client: MqttClient,
    private readonly deviceId: string,
  ) {}

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

  /** Resolves with the PUBACK. */
  async publish(payload: string | Buffer, topic = 'readings'): Promise<void> {
    await this.client.publishAsync(`loanwatch/v1/${this.deviceId}/${topic}`, payload, { qos: 1 });
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}
