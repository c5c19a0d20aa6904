import type { ApiResponseOptions } from '@nestjs/swagger';

/** The OpenAPI side of an `application/problem+json` answer; its schema stands in the document's components. */
export const PROBLEM_CONTENT = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
} as const satisfies ApiResponseOptions;

export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem; `type` is urn:problem:<code> with a code of contracts/problems.json',
  required: ['type', 'title', 'title_zh', 'status', 'detail', 'instance', 'remedy', 'remedy_zh'],
  properties: {
    type: { type: 'string', examples: ['urn:problem:request.invalid'] },
    title: { type: 'string' },
    title_zh: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'What happened this time' },
    instance: { type: 'string', description: 'urn:request:<request id>, also in the log' },
    remedy: { type: 'string', description: 'What to do about it' },
    remedy_zh: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: {
            type: 'string',
            description: 'JSON Pointer (RFC 6901) into the body, or /<name> of a query value',
          },
          detail: { type: 'string' },
          code: { type: 'string' },
        },
      },
    },
  },
} as const;
