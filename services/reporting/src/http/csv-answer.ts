import type { ApiResponseOptions } from '@nestjs/swagger';

export const CSV_TYPE = 'text/csv; charset=utf-8; header=present';

export const CSV_ANSWER = {
  status: 200,
  description:
    'Text that a spreadsheet would take for a formula has an apostrophe in front; an unknown figure is empty',
  content: { 'text/csv': { schema: { type: 'string' } } },
} as const satisfies ApiResponseOptions;
