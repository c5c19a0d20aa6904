import type { MqttEngine, MqttHandlers } from '@loanwatch/engines';
import { observeLevel, portTaken } from '@loanwatch/platform';

/** The MQTT engine, with the port it took: device-ingest starts it, the host has to tell people where it is. */
export class NotedMqtt implements MqttEngine {
  /** Null until it listens. */
  port: number | null = null;
  private endObserving = (): void => undefined;

  constructor(
    private readonly engine: MqttEngine,
    private readonly wantedPort: number,
  ) {}

  get connections(): number {
    return this.engine.connections;
  }

  async start(handlers: MqttHandlers): Promise<{ readonly port: number }> {
    const started = await this.engine.start(handlers).catch((error: unknown) => {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      throw isTaken ? portTaken(this.wantedPort, 'LOANWATCH_MQTT_PORT') : error;
    });
    this.port = started.port;
    this.endObserving = observeLevel('mqtt.connections', 'Open connections of devices', {}, () => this.connections);
    return started;
  }

  check(): Promise<void> {
    return this.engine.check();
  }

  stop(): Promise<void> {
    this.endObserving();
    return this.engine.stop();
  }
}
