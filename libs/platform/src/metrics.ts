import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Consumer } from '@loanwatch/engines';
import type { Attributes, Counter, Histogram } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

// Pulled at /metrics and nowhere else, so an instrument costs an addition until somebody looks.
const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true, withoutTargetInfo: true });
const provider = new MeterProvider({
  readers: [exporter],
  views: [
    {
      instrumentUnit: 's',
      aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: SECONDS } },
    },
    {
      instrumentUnit: '1',
      instrumentName: '*.size',
      aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: COUNTS } },
    },
  ],
});
const meter = provider.getMeter('loanwatch');

/**
 * A count that only grows. Names are dotted (`ingest.readings`), labels few and bounded: never an id, so that no metric
 * tells one tenant from another.
 */
export function createCounter(name: string, about: string): Counter {
  return meter.createCounter(`loanwatch.${name}`, { description: about });
}

/** Durations in seconds. */
export function createTimer(name: string, about: string): Histogram {
  return meter.createHistogram(`loanwatch.${name}.seconds`, { description: about, unit: 's' });
}

/** Sizes of batches. */
export function createSizes(name: string, about: string): Histogram {
  return meter.createHistogram(`loanwatch.${name}.size`, { description: about, unit: '1' });
}

/** A level read when somebody looks, e.g. open connections. Returns how to end it. */
export function observeLevel(
  name: string,
  about: string,
  labels: Attributes,
  read: () => number | Promise<number>,
): () => void {
  const gauge = meter.createObservableGauge(`loanwatch.${name}`, { description: about });
  const observe = async (result: { observe(value: number, labels: Attributes): void }): Promise<void> =>
    result.observe(await read(), labels);
  gauge.addCallback(observe);
  return () => gauge.removeCallback(observe);
}

/** Records behind the head, for each consumer group. Returns how to end it. */
export function observeLag(consumer: Consumer): () => void {
  return observeLevel('consumer.lag', 'Records a group has not handled yet', { group: consumer.group }, () =>
    consumer.lag(),
  );
}

const batchSize = createSizes('consumer.batch', 'Records in one batch of a consumer');
const batchTime = createTimer('consumer.batch.duration', 'Time for one batch of a consumer, its commit excluded');

/** Runs the handling of one batch and records its size and time. */
export async function measureBatch<T>(group: string, records: number, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    batchSize.record(records, { group });
    batchTime.record((performance.now() - started) / 1000, { group });
  }
}

const requestTime = createTimer('http.request.duration', 'Time from the first byte in to the last byte out');

export function recordRequest(method: string, route: string, status: number, elapsedMs: number): void {
  requestTime.record(elapsedMs / 1000, { method, route, status });
}

/** Writes everything in the Prometheus text format. */
export function writeMetrics(request: IncomingMessage, response: ServerResponse): void {
  exporter.getMetricsRequestHandler(request, response);
}
