import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsInt } from 'class-validator';
import { Access, Answer, createHttpApp, CurrentPrincipal, PageQuery, type Principal, UuidParam } from './index';

class ThingBody {
  @IsInt()
  size!: number;
}

@Controller('/v1/things')
class ThingController {
  @Get()
  @Access({ roles: ['admin'] })
  list(@Query() page: PageQuery, @CurrentPrincipal() principal: Principal): unknown {
    return { limit: page.limit, subject: principal.subject };
  }

  @Get(':id')
  @Access({ public: true })
  one(@UuidParam('id') id: string): unknown {
    return { id };
  }

  @Post()
  @Access({ public: true })
  create(@Body() body: ThingBody): Answer {
    return Answer.created({ size: body.size }, '/v1/things/1', 3);
  }

  @Post('raw')
  @Access({ public: true })
  raw(@Body() body: unknown): unknown {
    return { buffer: Buffer.isBuffer(body), body: Buffer.isBuffer(body) ? body.toString() : body };
  }

  @Get('error/unexpected')
  @Access({ public: true })
  fail(): never {
    throw new Error('the secret reason');
  }
}

@Module({})
class ThingModule {}

describe('the HTTP edge', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await createHttpApp([{ module: ThingModule, controllers: [ThingController] }], {
      authenticator: {
        authenticate: async () => ({
          subject: 's',
          roles: ['admin'],
          institutionId: null,
          enterpriseId: null,
          kind: 'staff',
        }),
      },
    });
  });
  afterAll(() => app.close());

  it('answers created things with status, location and ETag', async () => {
    const answer = await app.inject({ method: 'POST', url: '/v1/things', payload: { size: 1 } });
    expect(answer.body).toBe('{"size":1}');
    expect(answer.statusCode).toBe(201);
    expect(answer.headers).toMatchObject({ etag: '"3"', location: '/v1/things/1' });
  });

  it.each<[payload: string, status: number, code: string]>([
    ['{"size":1.5}', 422, 'request.invalid'],
    ['{"size":1,"role":"x"}', 422, 'request.invalid'],
    ['{"size":', 400, 'request.malformed-json'],
    ['', 400, 'request.malformed-json'],
    ['[1]', 422, 'request.invalid'],
    ['null', 422, 'request.invalid'],
    ['3', 422, 'request.invalid'],
    ['{"size":1,"__proto__":{"admin":true}}', 400, 'request.forbidden-key'],
    ['{"size":1,"\\u005f_proto__":{"admin":true}}', 400, 'request.forbidden-key'],
    ['{"size":1,"constructor":{"prototype":{}}}', 400, 'request.forbidden-key'],
    [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400, 'request.too-deep'],
    ['{"size":"\\u0000"}', 400, 'request.unstorable-text'],
    ['{"size":"\\ud800"}', 400, 'request.unstorable-text'],
    [`{"size":"${'x'.repeat(10 * 1024 * 1024)}"}`, 413, 'request.too-large'],
  ])('refuses a bad body (%#)', async (payload, status, code) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/things',
      payload,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.json()).toMatchObject({ status, type: `urn:problem:${code}` });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  it('hides an unexpected error', async () => {
    const answer = await app.inject({ url: '/v1/things/error/unexpected' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
  });

  it('needs a token where roles are asked for', async () => {
    expect((await app.inject({ url: '/v1/things' })).statusCode).toBe(401);
    expect((await app.inject({ url: '/v1/things', headers: { authorization: 'Bearer x' } })).json()).toEqual({
      limit: 50,
      subject: 's',
    });
  });
});
