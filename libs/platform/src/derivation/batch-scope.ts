import type { Channel, Device, ReadingBatch, Signal, Site } from '@loanwatch/contracts';
import type { RegisterSeries } from '@loanwatch/kernel';
import type { EntityIndex } from '../entity-index';
import type { ReadingScope, StateScope } from './derivation';

/** What the batch's readings reach outside the scope. */
export interface BatchSinks {
  readonly state: StateScope;
  emit(signal: Signal): void;
  contribute(channelKey: string, from: number, amount: number, observedMs: number): void;
  register(channelKey: string): RegisterSeries;
}

/** The readings of one batch, entered channel by channel: one object for all of them, because there are many. */
export class BatchScope implements ReadingScope {
  private channelName: string | undefined;
  private channelKey = '';
  private entered: Channel | undefined;
  subject = '';

  constructor(
    readonly batch: ReadingBatch,
    readonly site: Site,
    readonly device: Device,
    readonly isLive: boolean,
    private readonly sinks: BatchSinks,
  ) {}

  /** False when the registry does not know the channel. */
  enter(entities: EntityIndex, name: string): boolean {
    if (name !== this.channelName) {
      this.channelName = name;
      this.channelKey = `${this.device.id}/${name}`;
      this.subject = `channel:${this.channelKey}`;
      this.entered = entities.channel(this.device.id, name);
    }
    return this.entered !== undefined;
  }

  get channel(): Channel {
    if (this.entered === undefined) throw new Error('no channel was entered');
    return this.entered;
  }

  get(key: string): unknown {
    return this.sinks.state.get(key);
  }

  put(key: string, body: object, dueAt?: number | null): void {
    this.sinks.state.put(key, body, dueAt);
  }

  emit(signal: Signal): void {
    this.sinks.emit(signal);
  }

  contribute(from: number, amount: number, observedMs: number): void {
    this.sinks.contribute(this.channelKey, from, amount, observedMs);
  }

  register(): RegisterSeries {
    return this.sinks.register(this.channelKey);
  }
}
