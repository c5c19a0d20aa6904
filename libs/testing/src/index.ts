export { deciderSpec } from './decider-spec';
export { testEngines, type TestEngines, type TestEnginesOptions } from './engines';
export { eventually } from './eventually';
export { FixedClock } from './fixed-clock';
export { aChannel, aDevice, aPlace, entityRecord } from './entity-records';
export { type FoldedSite, MemoryFold } from './fold';
export { publishedSignals, readingsRecord } from './reading-records';
