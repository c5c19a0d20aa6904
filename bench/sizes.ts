import type { HttpEdgeSizes } from './goals/http-edge';

/** How much is measured. Smoke: all of it within three minutes; full: the sizes of the performance reference. */
export interface Sizes {
  readonly copySeconds: number;
  readonly pipeline: { readonly rounds: number; readonly warmUpSeconds: number; readonly seconds: number };
  readonly httpEdge: HttpEdgeSizes;
  readonly latency: { readonly warmUpSeconds: number; readonly seconds: number };
  readonly appendSeconds: number;
  readonly rebuildSignals: number;
  readonly statistics: { readonly days: number; readonly repeats: number };
}

export const SMOKE: Sizes = {
  copySeconds: 1,
  pipeline: { rounds: 2, warmUpSeconds: 3, seconds: 5 },
  httpEdge: { warmUpSeconds: 4, rounds: 3, seconds: 1.5 },
  latency: { warmUpSeconds: 2, seconds: 12 },
  appendSeconds: 0.7,
  rebuildSignals: 200_000,
  statistics: { days: 30, repeats: 15 },
};

/** 365 days of 200 channels, a reading every quarter of an hour: 7.0 M readings. */
export const FULL: Sizes = {
  copySeconds: 5,
  pipeline: { rounds: 3, warmUpSeconds: 10, seconds: 30 },
  httpEdge: { warmUpSeconds: 10, rounds: 5, seconds: 5 },
  latency: { warmUpSeconds: 5, seconds: 60 },
  appendSeconds: 3,
  rebuildSignals: 1_000_000,
  statistics: { days: 365, repeats: 50 },
};
