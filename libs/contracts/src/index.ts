export type * from './generated';
export { METRICS, type KnownMetric } from './generated/metric-list';
export { ENTITY_KINDS, MESSAGES, type MessageData, type MessageType } from './generated/messages';
export { PROBLEMS, type ProblemCode } from './generated/problem-list';
export { SCHEMAS, type SchemaName, type SchemaTypes } from './generated/schemas';
export { TOPICS, type TopicName } from './generated/topic-list';
export type { EntityChangeOf, EntityKind, EntityOf } from './entities';
export {
  headerNamesAny,
  makeEvent,
  parseEvent,
  type MessageOptions,
  type MessageRecord,
  type ParsedEvent,
} from './envelope';
export { convertUnit, isPlausible, metric } from './metrics';
export { problem } from './problems';
export { topicOf } from './topics';
export { agrees, assertContract, validate, type Mode } from './validate';
export { ContractViolation } from './violation';
