import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** The trace a piece of work belongs to; put `traceparent` on what it sends. */
export interface ActiveTrace {
  /** W3C trace context; undefined when nothing is traced and nobody upstream traces. */
  readonly traceparent: string | undefined;
}

export interface TelemetryOptions {
  /** `service.name` of the resource. */
  readonly service: string;
  /** Share of new traces that are recorded, 0..1. A parent's decision is followed. */
  readonly ratio: number;
  /** Base address of an OTLP/HTTP collector, e.g. http://localhost:4318. */
  readonly endpoint?: string | undefined;
}

export interface Telemetry {
  /** Sends what is buffered. */
  flush(): Promise<void>;
  /** Flushes and ends tracing for the process. */
  stop(): Promise<void>;
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const active = new AsyncLocalStorage<ActiveTrace>();
let tracer: Tracer | undefined;

/** Begins tracing for this process; without an endpoint nothing is recorded and contexts are only passed on. */
export function startTelemetry({ service, ratio, endpoint }: TelemetryOptions): Telemetry {
  if (endpoint === undefined) return { flush: async () => undefined, stop: async () => undefined };
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  return begin(service, ratio, new BatchSpanProcessor({ exporter }));
}

/** Tracing into memory, for tests: every span, at once. */
export function startTelemetryInMemory(service: string): Telemetry & { readonly exporter: InMemorySpanExporter } {
  const exporter = new InMemorySpanExporter();
  return { ...begin(service, 1, new SimpleSpanProcessor({ exporter })), exporter };
}

/** The trace context of the work in hand, for outgoing calls and messages. */
export function currentTraceparent(): string | undefined {
  return active.getStore()?.traceparent;
}

/**
 * Runs `work` in a span below `traceparent` (default: the work in hand; else a new trace). `links` are the contexts of
 * the other messages of a batch. An error is marked on the span and thrown on. Attributes must hold no personal data.
 */
export async function withSpan<T>(
  name: string,
  traceparent: string | undefined,
  attributes: Attributes,
  work: (trace: ActiveTrace) => Promise<T>,
  links: readonly string[] = [],
): Promise<T> {
  const parent = traceparent ?? currentTraceparent();
  if (tracer === undefined) return parent === undefined ? work({ traceparent: undefined }) : carry(parent, work);
  const span = startSpan(name, parent, attributes, SpanKind.INTERNAL, links);
  try {
    return await carry(traceparentOf(span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
    throw error;
  } finally {
    span.end();
  }
}

/** The span of one HTTP request, around callbacks instead of a promise. Undefined when nothing is traced. */
export function startRequestSpan(
  name: string,
  traceparent: string | undefined,
  run: () => void,
): ((attributes: Attributes, failed: boolean) => void) | undefined {
  if (tracer === undefined) {
    if (traceparent === undefined || !TRACEPARENT.test(traceparent)) run();
    else active.run({ traceparent }, run);
    return undefined;
  }
  const span = startSpan(name, traceparent, {}, SpanKind.SERVER, []);
  active.run({ traceparent: traceparentOf(span) }, run);
  return (attributes, failed) => {
    span.setAttributes(attributes);
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
}

function begin(service: string, ratio: number, processor: SpanProcessor): Telemetry {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [processor],
  });
  tracer = provider.getTracer('loanwatch');
  return {
    flush: () => provider.forceFlush(),
    stop: async () => {
      tracer = undefined;
      await provider.shutdown();
    },
  };
}

function carry<T>(traceparent: string, work: (trace: ActiveTrace) => Promise<T>): Promise<T> {
  const store = { traceparent };
  return active.run(store, () => work(store));
}

function startSpan(
  name: string,
  parent: string | undefined,
  attributes: Attributes,
  kind: SpanKind,
  links: readonly string[],
): Span {
  if (tracer === undefined) return trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: TraceFlags.NONE });
  const linked = links.flatMap((link) => {
    const context = spanContextOf(link);
    return context === undefined ? [] : [{ context }];
  });
  return tracer.startSpan(name, { attributes, kind, links: linked }, contextOf(parent));
}

function contextOf(traceparent: string | undefined): Context {
  const context = traceparent === undefined ? undefined : spanContextOf(traceparent);
  return context === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, context);
}

function spanContextOf(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
