import { type AddressInfo, connect } from 'node:net';
import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError } from '@loanwatch/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, ValidateNested } from 'class-validator';
import { Access, Answer, createHttpApp, createLogger, PageQuery, UuidParam } from './index';

const ID = '6F1C1D0E-5B0A-4C55-9D57-1B6A4C2F8E11';

class PartBody {
  @IsInt()
  weight!: number;
}

class ThingBody {
  @IsInt()
  size!: number;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PartBody)
  parts?: PartBody[];
}

@Controller('/v1/things')
@Access({ public: true })
class ThingController {
  @Get()
  list(@Query() page: PageQuery): unknown {
    return { limit: page.limit };
  }

  @Get(':id')
  one(@UuidParam('id') id: string): unknown {
    return { id };
  }

  @Post()
  create(@Body() body: ThingBody): Answer {
    return Answer.created({ size: body.size }, '/v1/things/1', 3);
  }

  @Post('raw')
  raw(@Body() body: unknown): unknown {
    return Buffer.isBuffer(body) ? { buffer: body.toString('base64') } : { body };
  }

  @Get('error/unexpected')
  unexpected(): never {
    throw new Error('password=hunter2 of 张三');
  }

  @Get('error/database')
  database(): never {
    throw Object.assign(new Error('invalid input syntax for type date: "张三"'), {
      ...{ severity: 'ERROR', code: '22007', routine: 'DateTimeParseError', table: 'thing' },
      detail: 'Key (name)=(张三) already exists.',
    });
  }

  @Get('error/away')
  away(): never {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
  }

  @Get('error/unregistered')
  unregistered(): never {
    throw new DomainError('thing.unheard-of', 'conflict', 'Never registered.');
  }
}

@Module({})
class ThingModule {}

describe('the HTTP edge', () => {
  let app: NestFastifyApplication;
  const lines: string[] = [];

  beforeAll(async () => {
    app = await createHttpApp([{ module: ThingModule, controllers: [ThingController] }], {
      authenticator: { authenticate: () => Promise.reject(new Error('unused')) },
      logger: createLogger('debug', { write: (line) => void lines.push(line) }),
    });
    await app.getHttpAdapter().getInstance().listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => app.close());

  const post = (payload: string | Buffer, contentType = 'application/json', url = '/v1/things') =>
    app.inject({ method: 'POST', url, payload, headers: { 'content-type': contentType } });

  it('answers a created thing with status, location and ETag', async () => {
    const answer = await post('{"size":1}');
    expect([answer.statusCode, answer.json()]).toEqual([201, { size: 1 }]);
    expect(answer.headers).toMatchObject({ etag: '"3"', location: '/v1/things/1' });
  });

  it('refuses in two languages, with what to do about it and the id that is in the log', async () => {
    const answer = await app.inject({ url: '/v1/nothing', headers: { 'x-request-id': 'caller-4711' } });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'x-request-id': 'caller-4711' });
    expect(answer.json()).toEqual({
      type: 'urn:problem:request.unknown-route',
      title: 'There is no such route',
      title_zh: expect.stringMatching(/[\u4e00-\u9fff]/),
      status: 404,
      detail: 'There is nothing at this address.',
      instance: 'urn:request:caller-4711',
      remedy: expect.any(String),
      remedy_zh: expect.stringMatching(/[\u4e00-\u9fff]/),
    });
  });

  const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  it.each<[what: string, payload: string | Buffer, status: number, code: string]>([
    ['a wrong type', '{"size":1.5}', 422, 'request.invalid'],
    ['a field too many', '{"size":1,"role":"admin"}', 422, 'request.invalid'],
    ['an array for an object', '[1]', 422, 'request.invalid'],
    ['null', 'null', 422, 'request.invalid'],
    ['a number', '3', 422, 'request.invalid'],
    ['text', '"x"', 422, 'request.invalid'],
    ['broken JSON', '{"size":', 400, 'request.malformed-json'],
    ['nothing', '', 400, 'request.malformed-json'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'request.malformed-json'],
    ['__proto__', '{"size":1,"__proto__":{"admin":true}}', 400, 'request.forbidden-key'],
    ['__proto__ in disguise', '{"size":1,"\\u005f_proto__":{"admin":true}}', 400, 'request.forbidden-key'],
    ['__proto__ deep down', '{"size":[{"a":{"__proto__":1}}]}', 400, 'request.forbidden-key'],
    ['constructor.prototype', '{"size":1,"constructor":{"prototype":{}}}', 400, 'request.forbidden-key'],
    ['21 levels', deep(21), 400, 'request.too-deep'],
    ['10,000 levels', deep(10_000), 400, 'request.too-deep'],
    ['10,000 open brackets', '['.repeat(10_000), 400, 'request.too-deep'],
    ['20 levels, allowed, of the wrong thing', deep(20), 422, 'request.invalid'],
    ['brackets in a text, allowed', `{"size":"${'['.repeat(100)}\\"${'['.repeat(100)}"}`, 422, 'request.invalid'],
    ['a NUL character', '{"size":"\\u0000"}', 400, 'request.unstorable-text'],
    ['half a character', '{"size":"\\ud800"}', 400, 'request.unstorable-text'],
    ['half a character as a key', '{"\\udc00":1}', 400, 'request.unstorable-text'],
    ['10 MB', `{"size":"${'x'.repeat(10 * 1024 * 1024)}"}`, 413, 'request.too-large'],
  ])('refuses a body of %s', async (_, payload, status, code) => {
    const answer = await post(payload);
    expect(answer.json()).toMatchObject({ status, type: `urn:problem:${code}` });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(Object.prototype).not.toHaveProperty('admin');
  });

  it('names every wrong field by its JSON Pointer', async () => {
    const answer = await post('{"size":"x","parts":[{"weight":1},{"weight":"y"},{"weight":1,"a/b":2}]}');
    expect(answer.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer)).toEqual([
      '/size',
      '/parts/1/weight',
      '/parts/2/a~1b',
    ]);
  });

  it.each<[url: string, status: number]>([
    ['/v1/things?limit=200', 200],
    ['/v1/things?limit=201', 422],
    ['/v1/things?limit=0', 422],
    ['/v1/things?limit=ten', 422],
    ['/v1/things?limit=1&limit=2', 422],
    ['/v1/things?page=2', 422],
    ['/v1/things?__proto__[x]=1', 422],
    [`/v1/things/${ID}`, 200],
    ['/v1/things/1', 404],
    ['/v1/things/%00', 404],
    ['/v1/things/%zz', 400],
    [`/v1/things/${'x'.repeat(500)}`, 414],
    ["/v1/things/1'%20OR%201=1", 404],
  ])('answers GET %s with %i', async (url, status) => {
    const answer = await app.inject({ url });
    expect(answer.statusCode).toBe(status);
    if (status >= 400) expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  it('reads vendor payloads and CSV as bytes, and every kind of JSON', async () => {
    const xml = '<EventNotificationAlert/>';
    for (const type of ['application/xml', 'text/xml; charset=UTF-8', 'text/plain', 'text/csv']) {
      expect((await post(xml, type, '/v1/things/raw')).json()).toEqual({ buffer: Buffer.from(xml).toString('base64') });
    }
    for (const type of ['application/senml+json', 'application/json; charset=utf-8', 'application/cloudevents+json']) {
      expect((await post('\ufeff[{"n":"a"}]', type, '/v1/things/raw')).json()).toEqual({ body: [{ n: 'a' }] });
    }
  });

  it('refuses a content type it does not read', async () => {
    const answer = await post('x', 'image/png');
    expect([answer.statusCode, answer.json<{ type: string }>().type]).toEqual([415, 'urn:problem:request.media-type']);
  });

  it('shows nothing of an error nobody expected, and logs it', async () => {
    const answer = await app.inject({
      url: '/v1/things/error/unexpected',
      headers: { 'x-request-id': 'unexpected-1' },
    });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/hunter2|张三|\.ts/);
    expect(lines.filter((line) => line.includes('unexpected-1') && line.includes('unexpected error'))).toHaveLength(1);
  });

  it('logs an error of the database by code, place and table, without the values that PostgreSQL quotes', async () => {
    const headers = { 'x-request-id': 'database-1' };
    expect((await app.inject({ url: '/v1/things/error/database', headers })).statusCode).toBe(500);
    const [line = ''] = lines.filter((each) => each.includes('database-1') && each.includes('unexpected error'));
    expect(JSON.parse(line)).toMatchObject({ err: { code: '22007', table: 'thing', routine: 'DateTimeParseError' } });
    expect(line).toContain('ThingController.database');
    expect(line).not.toContain('张三');
  });

  it('refuses a NUL in a query, which no database would take', async () => {
    const answer = await app.inject({ url: '/v1/things?cursor=%00' });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { type: 'urn:problem:request.unstorable-text' }]);
  });

  it('asks to come back when an engine is away, without saying where it lives', async () => {
    const answer = await app.inject({ url: '/v1/things/error/away' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.body).not.toContain('10.0.0.7');
  });

  it('still answers a refusal whose code nobody registered', async () => {
    expect((await app.inject({ url: '/v1/things/error/unregistered' })).json()).toMatchObject({
      status: 409,
      type: 'urn:problem:thing.unheard-of',
    });
  });

  it('logs the route of a refusal, never its address, headers or body', async () => {
    lines.length = 0;
    await app.inject({
      method: 'POST',
      url: '/v1/things?name=canary-query',
      headers: { authorization: 'Bearer canary-token', 'content-type': 'application/json' },
      payload: '{"name":"canary-body"}',
    });
    expect(lines.join('')).toContain('"route":"/v1/things"');
    expect(lines.join('')).not.toContain('canary');
  });

  it.each<[what: string, bytes: string]>([
    ['garbage', 'garbage\r\n\r\n'],
    ['a header without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}`],
    ['two lengths', 'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('answers %s on the wire with 4xx', async (_, bytes) => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.once('data', (chunk) => {
        resolve(chunk.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  it('does not start with a route that does not say who may call it', async () => {
    @Controller()
    class ForgottenController {
      @Get('/v1/open')
      open(): string {
        return 'everything';
      }
    }
    const start = createHttpApp([{ module: ThingModule, controllers: [ForgottenController] }], {
      authenticator: { authenticate: () => Promise.reject(new Error('unused')) },
    });
    await expect(start).rejects.toThrow('@Access is missing on ForgottenController.open');
  });
});

describe('the log', () => {
  it('hides credentials wherever they are put', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    logger.info({ token: 'canary', client: { secret: 'canary', password: 'canary' }, req: { headers: 'canary' } }, 'x');
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('')).toContain('***');
  });

  it('keeps the stack of an error', () => {
    const lines: string[] = [];
    createLogger('info', { write: (line) => void lines.push(line) }).error({ err: new Error('broken') }, 'x');
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'error', err: { type: 'Error', stack: expect.any(String) } });
  });
});
