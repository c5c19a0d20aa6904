import { asObject, parseJson, UnreadablePayload, type Decoder } from './decoder';

/**
 * Frigate NVR, topic `frigate/events` (docs.frigate.video, Integrations: MQTT): one tracked object as `before` and
 * `after`, sent again at every change. Channel names are `<camera>/<zone>`.
 *
 * One object in one zone is one intrusion, however many updates arrive: the reading's event time is the object's
 * `start_time` (Unix seconds UTC, float), so every update of it is the same reading and is counted once.
 */
export const frigate: Decoder = {
  format: 'frigate',
  decode({ payload }) {
    const message = asObject(parseJson(payload), 'the event');
    const after = asObject(message['after'], 'after');
    const { id, camera, label, start_time: startTime, entered_zones: zones, top_score: score } = after;
    if (typeof id !== 'string' || typeof camera !== 'string' || typeof label !== 'string') {
      throw new UnreadablePayload('payload.unreadable', 'after.id, after.camera and after.label must be text');
    }
    if (typeof startTime !== 'number' || !Array.isArray(zones)) {
      throw new UnreadablePayload('payload.unreadable', 'after.start_time or after.entered_zones is missing');
    }
    if (after['false_positive'] === true) return { readings: [] };
    return {
      readings: zones
        .filter((zone): zone is string => typeof zone === 'string')
        .map((zone) => ({
          channel: `${camera}/${zone}`,
          metric: 'intrusion',
          value: 1,
          observedAt: Math.round(startTime * 1000),
          attributes: {
            objectClass: label,
            zone,
            incident: id,
            ...(Number.isFinite(score) && { score: Number(score) }),
          },
          place: '/after',
        })),
    };
  },
};
