import { measureAppend } from './goals/append';
import { measureHttpEdge } from './goals/http-edge';
import { measureLatency } from './goals/latency';
import { measurePipeline } from './goals/pipeline';
import { measureRebuild } from './goals/rebuild';
import { measureStart } from './goals/start';
import { measureStatistics } from './goals/statistics';
import type { PipelineRun } from './measure/pipeline-run';
import { median } from './measure/statistics';
import type { GoalId, Measured } from './report/goal';
import type { Sizes } from './sizes';
import type { Subjects } from './subjects';

type Measurement = (subjects: Subjects, sizes: Sizes) => Promise<Measured>;

/** How each goal is measured. They run in this order: latency before the statistics fill the tables. */
export const MEASUREMENTS: Readonly<Record<GoalId, Measurement>> = {
  G1: async (subjects, sizes) => {
    const { product, estate } = await subjects.product();
    const result = await measurePipeline(await subjects.benchUrl(), product, estate, sizes.pipeline);
    return {
      value: result.productPerSecond / result.thinPerSecond,
      broken: result.lost === 0 ? undefined : `${result.lost} readings lost or doubled`,
      figures: {
        'thin pipeline Tr, readings/s': result.thinPerSecond,
        'product, readings/s': result.productPerSecond,
        'product, accepted readings/s': median(result.product.map(({ load }) => load.acceptedReadings / load.seconds)),
        'product, POST p99 ms': median(result.product.map(({ load }) => load.p99Ms)),
        ...cpuFigures('thin', result.thin),
        ...cpuFigures('product', result.product),
        runs: { thin: result.thin, product: result.product },
      },
    };
  },
  G4: async (_subjects, { httpEdge }) => {
    const result = await measureHttpEdge(httpEdge);
    return {
      value: result.rawMicroseconds / result.edgeMicroseconds,
      figures: {
        'raw Fastify with schema, CPU us a POST': result.rawMicroseconds,
        'raw Fastify whose schema takes any text for a time, CPU us a POST': result.rawAnyTextMicroseconds,
        'edge (key, checks, units; log keeps nothing), CPU us a POST': result.edgeMicroseconds,
        'edge with durable log, Node CPU us a POST': result.durableNodeMicroseconds,
        'edge with durable log, PostgreSQL CPU us a POST': result.durablePostgresMicroseconds,
        'raw, POSTs/s': result.rawPerSecond,
        'edge, POSTs/s': result.edgePerSecond,
        'durable, POSTs/s': result.durablePerSecond,
      },
    };
  },
  G5: async (subjects, { latency }) => {
    const { product, estate } = await subjects.product();
    const result = await measureLatency(product, estate, latency.warmUpSeconds, latency.seconds);
    const wrong = result.missing + result.refused;
    return {
      value: result.p99Ms,
      broken: wrong === 0 ? undefined : `${result.missing} alarms missing, ${result.refused} POSTs refused`,
      figures: {
        alarms: result.alarms,
        'p50 ms': result.p50Ms,
        'p99 ms': result.p99Ms,
        'max ms': result.maxMs,
        'generator behind its clock at the end, ms': result.behindMs,
      },
    };
  },
  G9: async (subjects, { appendSeconds }) => {
    const result = await measureAppend(await subjects.benchUrl(), appendSeconds);
    return {
      value: result.oneCallerPerSecond / result.rawInsertPerSecond,
      figures: {
        'raw INSERT, events/s': result.rawInsertPerSecond,
        'one caller, events/s': result.oneCallerPerSecond,
        'unnest limit, events/s': result.unnestPerSecond,
        '256 callers, events/s': result.manyCallersPerSecond,
        '256 callers of the unnest limit': result.manyCallersPerSecond / result.unnestPerSecond,
        '256 callers, p99 ms': result.manyCallersP99Ms,
      },
    };
  },
  G10: async (subjects, { rebuildSignals }) => {
    const result = await measureRebuild(await subjects.benchUrl(), rebuildSignals);
    return {
      value: result.rebuiltPerSecond / result.rawEventsPerSecond,
      figures: {
        signals: result.signals,
        'Y-read, events/s': result.rawEventsPerSecond,
        'the same log read raw, signals/s': result.rawLogSignalsPerSecond,
        'rebuilt, signals/s': result.rebuiltPerSecond,
        'rebuilt of the same log read raw': result.rebuiltPerSecond / result.rawLogSignalsPerSecond,
      },
    };
  },
  G12: async (subjects, { statistics }) => {
    const { product, estate } = await subjects.product();
    const { queries, ...result } = await measureStatistics(product, estate, statistics.days, statistics.repeats);
    return {
      value: result.p99Ms,
      figures: {
        readings: result.readings,
        'roll-ups recomputed, readings/s': result.readings / result.rollUpSeconds,
        'p50 ms': result.p50Ms,
        'p99 ms': result.p99Ms,
        queries,
      },
    };
  },
  G16: async () => {
    const { firstReadingMs, emptyReadyMs, restartMs } = await measureStart();
    return {
      value: firstReadingMs / 1000,
      figures: {
        'empty folder to ready, s': emptyReadyMs / 1000,
        'empty folder to first accepted reading, s': firstReadingMs / 1000,
        'restart to accepted reading, s': restartMs / 1000,
      },
    };
  },
};

/** CPU seconds per million readings are CPU microseconds per reading. */
function cpuFigures(subject: string, runs: readonly PipelineRun[]): Record<string, number> {
  const perReading = (seconds: (run: PipelineRun) => number): number =>
    median(runs.map((run) => (seconds(run) * 1e6) / run.stored));
  return {
    [`${subject}, Node CPU s per million readings`]: perReading((run) => run.nodeCpuSeconds),
    [`${subject}, PostgreSQL CPU s per million readings`]: perReading((run) => run.postgresCpuSeconds),
  };
}
