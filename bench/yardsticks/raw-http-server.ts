import Fastify from 'fastify';

/**
 * `Y-http`: Fastify with a route schema for the product's body, and an answer of the product's shape. Nothing is kept.
 * `any-text`: a schema that takes any text for a time, which is a third cheaper and no check of the time.
 */
const bodySchema = (time: object): object => ({
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
        required: ['channel', 'value', 'observedAt'],
        additionalProperties: false,
        properties: {
          channel: { type: 'string', minLength: 1, maxLength: 128 },
          metric: { type: 'string', minLength: 1, maxLength: 128 },
          value: { type: ['number', 'string'] },
          unit: { type: 'string', minLength: 1, maxLength: 128 },
          observedAt: time,
          intervalSeconds: { type: 'number', exclusiveMinimum: 0 },
          attributes: { type: 'object' },
        },
      },
    },
  },
});

async function main(times: string | undefined): Promise<void> {
  const time = times === 'any-text' ? { type: 'string' } : { type: 'string', format: 'date-time' };
  const app = Fastify({
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allowUnionTypes: true } },
  });
  app.post('/v1/readings', { schema: { body: bodySchema(time) } }, async (request, reply) => {
    const { readings } = request.body as { readings: unknown[] };
    return reply.code(202).send({ accepted: readings.length, duplicates: 0, rejected: [] });
  });
  process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }) });
}

void main(process.argv[2]);
