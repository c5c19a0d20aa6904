import type { MqttHandlers } from '@loanwatch/engines';
import { withSpan } from '@loanwatch/platform';
import type { DeviceKeys } from '../app/device-keys';
import type { Ingest } from '../app/ingest';

const TOPIC = /^loanwatch\/v1\/([0-9a-f-]{36})\/(?:readings|payloads\/([a-z0-9-]{1,40}))$/;

/**
 * MQTT 3.1.1 / 5: `loanwatch/v1/{deviceId}/readings` (generic body or SenML) and
 * `loanwatch/v1/{deviceId}/payloads/{format}` (a vendor's own). The user name is the device id, the password its key.
 */
export function mqttIntake(keys: DeviceKeys, ingest: Ingest): MqttHandlers {
  return {
    authenticate: (deviceId, password) => keys.verify(deviceId, password),
    mayPublish: (deviceId, topic) => TOPIC.exec(topic)?.[1] === deviceId,
    receive: async ({ deviceId, topic, payload }) => {
      const format = TOPIC.exec(topic)?.[2] ?? bodyFormat(payload);
      await withSpan('device-ingest.mqtt', undefined, {}, ({ traceparent }) =>
        ingest.takeMessage({
          deviceId,
          format,
          payload,
          transport: 'mqtt',
          ...(traceparent !== undefined && { traceparent }),
        }),
      );
    },
  };
}

/** A SenML pack is an array, the generic body an object. */
function bodyFormat(payload: Buffer): 'senml' | 'generic' {
  return /^\s*\[/.test(payload.toString('utf8', 0, 64)) ? 'senml' : 'generic';
}
