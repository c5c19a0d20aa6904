/** JSON Schema of the thin pipeline's and the raw HTTP yardstick's body. */
export const THIN_READINGS_SCHEMA = {
  type: 'object',
  required: ['readings'],
  additionalProperties: false,
  properties: {
    readings: {
      type: 'array',
      minItems: 1,
      maxItems: 1000,
      items: {
        type: 'object',
        required: ['deviceId', 'metric', 'ts', 'value', 'unit', 'seq', 'quality'],
        additionalProperties: false,
        properties: {
          deviceId: { type: 'string', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' },
          metric: { type: 'string', maxLength: 64 },
          ts: { type: 'integer' },
          value: { type: 'number' },
          unit: { type: 'string', maxLength: 16 },
          seq: { type: 'integer' },
          quality: { enum: ['good', 'uncertain', 'bad'] },
        },
      },
    },
  },
} as const;
