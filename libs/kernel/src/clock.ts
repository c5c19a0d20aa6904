/** The time of processing, injected. Business decisions use event time; this is for lateness, expiry and SLA only. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
}
