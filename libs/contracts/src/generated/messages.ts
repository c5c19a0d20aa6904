// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Channel, Device, Enterprise, Grant, Institution, KeyPerson, Loan, Pledge, Site } from './entities';
import type { AlarmChanged, CaseChanged, Delivery, EntityChanged, ReadingBatch, SignalBatch, Trigger } from './events';

/** The data of each type of message. */
export interface MessageData {
  readonly 'loanwatch.readings.recorded.v1': ReadingBatch;
  readonly 'loanwatch.signals.derived.v1': SignalBatch;
  readonly 'loanwatch.trigger.decided.v1': Trigger;
  readonly 'loanwatch.alarm.changed.v1': AlarmChanged;
  readonly 'loanwatch.case.changed.v1': CaseChanged;
  readonly 'loanwatch.entity.changed.v1': EntityChanged;
  readonly 'loanwatch.delivery.recorded.v1': Delivery;
}

export type MessageType = keyof MessageData;

/** Where each type of message goes and which schema it follows. */
export const MESSAGES = {
  'loanwatch.readings.recorded.v1': { topic: 'readings', schema: 'ReadingBatch', schemaId: 'https://loanwatch.example/contracts/events/readings.recorded.v1.schema.json' },
  'loanwatch.signals.derived.v1': { topic: 'signals', schema: 'SignalBatch', schemaId: 'https://loanwatch.example/contracts/events/signals.derived.v1.schema.json' },
  'loanwatch.trigger.decided.v1': { topic: 'triggers', schema: 'Trigger', schemaId: 'https://loanwatch.example/contracts/events/trigger.decided.v1.schema.json' },
  'loanwatch.alarm.changed.v1': { topic: 'lifecycle', schema: 'AlarmChanged', schemaId: 'https://loanwatch.example/contracts/events/alarm.changed.v1.schema.json' },
  'loanwatch.case.changed.v1': { topic: 'lifecycle', schema: 'CaseChanged', schemaId: 'https://loanwatch.example/contracts/events/case.changed.v1.schema.json' },
  'loanwatch.entity.changed.v1': { topic: 'entities', schema: 'EntityChanged', schemaId: 'https://loanwatch.example/contracts/events/entity.changed.v1.schema.json' },
  'loanwatch.delivery.recorded.v1': { topic: 'deliveries', schema: 'Delivery', schemaId: 'https://loanwatch.example/contracts/events/delivery.recorded.v1.schema.json' },
} as const;

/** The master record of each kind. */
export interface EntityByKind {
  readonly 'channel': Channel;
  readonly 'device': Device;
  readonly 'enterprise': Enterprise;
  readonly 'grant': Grant;
  readonly 'institution': Institution;
  readonly 'key-person': KeyPerson;
  readonly 'loan': Loan;
  readonly 'pledge': Pledge;
  readonly 'site': Site;
}

export const ENTITY_KINDS = ['channel', 'device', 'enterprise', 'grant', 'institution', 'key-person', 'loan', 'pledge', 'site'] as const;
