import type { LoadResult } from '../load/closed-loop';

/** One saturated run of a pipeline, drained. */
export interface PipelineRun {
  readonly load: LoadResult;
  /** Readings that arrived in history during the run. */
  readonly stored: number;
  /** `stored` over the time from the first request until nothing was left to do. */
  readonly readingsPerSecond: number;
  /** CPU seconds of the pipeline's own processes, without the generator. */
  readonly nodeCpuSeconds: number;
  readonly postgresCpuSeconds: number;
}
