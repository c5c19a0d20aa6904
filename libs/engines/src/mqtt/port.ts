/** What device-ingest needs of MQTT 3.1.1: authenticated clients, own topics only, and control over the PUBACK. */
export interface MqttEngine {
  start(handlers: MqttHandlers): Promise<{ readonly port: number }>;
  /** Open connections, for the metric. */
  readonly connections: number;
  check(): Promise<void>;
  stop(): Promise<void>;
}

export interface MqttHandlers {
  /** True when the password is the device's own key. The user name is the device id. */
  authenticate(deviceId: string, password: string): Promise<boolean>;
  /** True when the device may publish to the topic. Nobody may subscribe to another device's topics. */
  mayPublish(deviceId: string, topic: string): boolean;
  /**
   * Takes a publication; the PUBACK (QoS 1) is sent when it resolves, so it must resolve only once the readings are
   * durable. A bad payload resolves too (it is in quarantine): the connection stays. Rejecting withholds the PUBACK.
   */
  receive(message: MqttMessage): Promise<void>;
}

export interface MqttMessage {
  readonly deviceId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
}
