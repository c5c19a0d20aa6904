import { HOUR_MS } from '@loanwatch/kernel';

export interface CameraHealth {
  readonly state: string;
  /** When that was observed last, ms. */
  readonly at: number;
  /** Observation that was published last, ms. */
  readonly toldAt: number;
}

/** A state that lasts is published again once an hour, so that its absence can be told from its continuation. */
export const HEARTBEAT_MS = HOUR_MS;

/** What is known of the camera after an observation, and whether that must be told. */
export function observeHealth(
  known: CameraHealth | undefined,
  state: string,
  at: number,
): { readonly health: CameraHealth; readonly isNews: boolean } {
  if (known === undefined) return { health: { state, at, toldAt: at }, isNews: true };
  // Late: nothing is newer known of that time, so a state other than the present one is news of it.
  if (at <= known.at) return { health: known, isNews: state !== known.state };
  const isNews = state !== known.state || at - known.toldAt >= HEARTBEAT_MS;
  return { health: { state, at, toldAt: isNews ? at : known.toldAt }, isNews };
}
