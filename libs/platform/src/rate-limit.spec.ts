import { Controller, Get, Module } from '@nestjs/common';
import { DomainError } from '@loanwatch/kernel';
import { FixedClock } from '@loanwatch/testing';
import { Access, createHttpApp, RateLimit } from './index';

@Controller()
@Access({ roles: ['client'] })
class EchoController {
  @Get('/v1/echo')
  echo(): unknown {
    return {};
  }
}

@Module({})
class EchoModule {}

describe('a budget of requests', () => {
  const clock = new FixedClock('2026-03-02T01:00:00Z');
  const taken = (limit: RateLimit, caller: string, times: number): number => {
    let count = 0;
    for (let attempt = 0; attempt < times; attempt++) {
      try {
        limit.take(caller);
        count++;
      } catch (error) {
        expect(error).toBeInstanceOf(DomainError);
      }
    }
    return count;
  };

  it('allows a burst, then the rate', () => {
    const limit = new RateLimit(10, clock);
    expect(taken(limit, 'a', 50)).toBe(20);
    clock.advance(500);
    expect(taken(limit, 'a', 50)).toBe(5);
    clock.advance(60_000);
    expect(taken(limit, 'a', 50)).toBe(20);
  });

  it('is one for each caller', () => {
    const limit = new RateLimit(10, clock);
    taken(limit, 'noisy', 1000);
    expect(taken(limit, 'quiet', 20)).toBe(20);
  });

  it('is not forgotten for a caller in use, however many others come', () => {
    const limit = new RateLimit(10, clock);
    taken(limit, 'noisy', 20);
    for (let other = 0; other < 20_000; other++) {
      limit.take(`other-${other}`);
      if (other % 1000 === 0) expect(taken(limit, 'noisy', 1)).toBe(0);
    }
  });

  it('answers 429 with the time to wait', async () => {
    const app = await createHttpApp([{ module: EchoModule, controllers: [EchoController] }], {
      authenticator: {
        authenticate: async (subject) => ({
          subject,
          roles: ['client'],
          institutionId: null,
          enterpriseId: null,
          kind: 'machine',
        }),
      },
      rateLimit: new RateLimit(1, clock),
    });
    const call = (caller: string) => app.inject({ url: '/v1/echo', headers: { authorization: `Bearer ${caller}` } });
    expect([(await call('a')).statusCode, (await call('a')).statusCode]).toEqual([200, 200]);
    const refused = await call('a');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1']);
    expect(refused.json()).toMatchObject({ type: 'urn:problem:rate.limited' });
    expect((await call('b')).statusCode).toBe(200);
    await app.close();
  });
});
