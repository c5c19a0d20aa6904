import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DeadLetter } from '@loanwatch/engines';
import { deadLettersService } from './dead-letters.controller';
import { createHttpApp } from './http';
import { createLogger } from './logger';
import type { Role } from './principal';

const ID = '6f1c1d0e-5b0a-4c55-9d57-1b6a4c2f8e11';
const LETTER: DeadLetter = {
  id: ID,
  group: 'metering.readings',
  record: {
    topic: 'readings',
    key: 'device',
    value: '{"secret":"what was said"}',
    headers: { ce_type: 'loanwatch.readings.recorded.v1', ce_id: 'message-1' },
    partition: 0,
    position: '7',
  },
  reason: 'unknown version',
  attempts: 5,
  failedAt: '2026-03-02T01:00:00.000Z',
};

describe('dead letters over HTTP', () => {
  let app: NestFastifyApplication;
  let roles: Role[] = ['admin'];
  let institutionId: string | null = null;
  let outcome: 'handled' | 'failed' | 'unknown' | 'no-consumer' = 'handled';
  let asked: object | undefined;

  beforeAll(async () => {
    const { module } = deadLettersService({
      deadLetters: async (filter) => {
        asked = filter;
        return [LETTER];
      },
      replayDeadLetter: async () => outcome,
    });
    app = await createHttpApp([module], {
      authenticator: {
        authenticate: async () => ({ subject: 's', roles, institutionId, enterpriseId: null, kind: 'staff' }),
      },
      logger: createLogger('silent'),
    });
  });
  afterAll(() => app.close());

  const call = (method: 'GET' | 'POST', url: string) =>
    app.inject({ method, url, headers: { authorization: 'Bearer token' } });

  it('shows who could not handle what and why, and not what it said', async () => {
    const response = await call('GET', '/v1/dead-letters?group=metering.readings&limit=7');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      items: [
        {
          id: ID,
          group: 'metering.readings',
          topic: 'readings',
          type: 'loanwatch.readings.recorded.v1',
          messageId: 'message-1',
          reason: 'unknown version',
          attempts: 5,
          failedAt: '2026-03-02T01:00:00.000Z',
        },
      ],
    });
    expect(asked).toEqual({ group: 'metering.readings', limit: 7 });
  });

  it.each([
    ['handled', 200],
    ['failed', 200],
    ['unknown', 404],
    ['no-consumer', 409],
  ] as const)('answers a replay that is %s with %i', async (result, status) => {
    outcome = result;
    const response = await call('POST', `/v1/dead-letters/${ID}/replay`);
    expect(response.statusCode).toBe(status);
    if (status === 200) expect(response.json()).toEqual({ outcome: result });
  });

  it('is for administrators of the platform', async () => {
    roles = ['risk_manager'];
    expect((await call('GET', '/v1/dead-letters')).statusCode).toBe(403);
    roles = ['admin'];
    institutionId = ID;
    expect((await call('GET', '/v1/dead-letters')).statusCode).toBe(403);
    expect((await call('POST', `/v1/dead-letters/${ID}/replay`)).statusCode).toBe(403);
  });
});
