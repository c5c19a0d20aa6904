import { Controller, Get, Module } from '@nestjs/common';
import { Access, createHttpApp, currentTraceparent, startTelemetryInMemory, type Telemetry, withSpan } from './index';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const UNSAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

@Controller()
class TracedController {
  @Get('/v1/traced/:id')
  @Access({ public: true })
  async traced(): Promise<unknown> {
    await Promise.resolve();
    return { traceparent: currentTraceparent() };
  }
}

@Module({})
class TracedModule {}

const traceIdOf = (traceparent: string | undefined): string | undefined => traceparent?.split('-')[1];

describe('a trace', () => {
  describe('that nobody records', () => {
    it('is passed on as it came, and begins nowhere', async () => {
      expect(await withSpan('work', PARENT, {}, async ({ traceparent }) => traceparent)).toBe(PARENT);
      expect(await withSpan('work', PARENT, {}, async () => currentTraceparent())).toBe(PARENT);
      expect(await withSpan('work', undefined, {}, async ({ traceparent }) => traceparent)).toBeUndefined();
      expect(currentTraceparent()).toBeUndefined();
    });
  });

  describe('that is recorded', () => {
    let telemetry: ReturnType<typeof startTelemetryInMemory>;
    beforeEach(() => {
      telemetry = startTelemetryInMemory('metering');
    });
    afterEach(() => telemetry.stop());
    const spans = () => telemetry.exporter.getFinishedSpans();

    it('runs from the message that came to the message that goes', async () => {
      const outgoing = await withSpan('metering.batch', PARENT, { records: 3 }, async ({ traceparent }) => traceparent);
      const [span] = spans();
      expect(span).toMatchObject({ name: 'metering.batch', attributes: { records: 3 } });
      expect(span!.parentSpanContext!.spanId).toBe('b7ad6b7169203331');
      expect(outgoing).toBe(`00-0af7651916cd43dd8448eb211c80319c-${span!.spanContext().spanId}-01`);
    });

    it('holds inner work without being told', async () => {
      await withSpan('outer', undefined, {}, () => withSpan('inner', undefined, {}, async () => undefined));
      const [inner, outer] = spans();
      expect(inner!.parentSpanContext!.spanId).toBe(outer!.spanContext().spanId);
    });

    it('links the other messages of a batch', async () => {
      await withSpan('batch', undefined, {}, async () => undefined, [PARENT, 'garbage']);
      expect(spans()[0]!.links.map(({ context }) => context.spanId)).toEqual(['b7ad6b7169203331']);
    });

    it('follows the decision of whoever began it', async () => {
      const outgoing = await withSpan('work', UNSAMPLED, {}, async ({ traceparent }) => traceparent);
      expect(spans()).toEqual([]);
      expect(outgoing).toMatch(/-00$/);
    });

    it('marks what failed by the kind of error, never by its text', async () => {
      const failing = withSpan('work', undefined, {}, () => Promise.reject(new TypeError('张三 13800000000')));
      await expect(failing).rejects.toThrow(TypeError);
      expect(JSON.stringify(spans()[0]!.status)).toContain('TypeError');
      expect(JSON.stringify(spans()[0]!.status)).not.toContain('138');
    });

    it('begins anew where the caller sent garbage', async () => {
      const outgoing = await withSpan('work', 'x'.repeat(1000), {}, async ({ traceparent }) => traceparent);
      expect(outgoing).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    });

    it('goes through a request, named by its route and not by its address', async () => {
      const app = await createHttpApp([{ module: TracedModule, controllers: [TracedController] }], {
        authenticator: { authenticate: () => Promise.reject(new Error('unused')) },
      });
      const answer = await app.inject({ url: '/v1/traced/4711?name=x', headers: { traceparent: PARENT } });
      const { traceparent } = answer.json<{ traceparent: string }>();
      const [span] = spans();
      expect(span).toMatchObject({
        name: 'GET /v1/traced/:id',
        attributes: { 'http.route': '/v1/traced/:id', 'http.response.status_code': 200 },
      });
      expect(traceparent).toContain(span!.spanContext().spanId);
      expect(traceIdOf(traceparent)).toBe(traceIdOf(PARENT));
      expect(JSON.stringify([span!.name, span!.attributes])).not.toContain('4711');
      await app.close();
    });
  });

  it('ends with the telemetry', async () => {
    const telemetry: Telemetry = startTelemetryInMemory('metering');
    await telemetry.stop();
    expect(await withSpan('work', undefined, {}, async ({ traceparent }) => traceparent)).toBeUndefined();
  });
});
