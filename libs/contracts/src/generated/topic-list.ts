// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Topic } from './registers';

export type TopicName =
  | 'readings'
  | 'signals'
  | 'triggers'
  | 'lifecycle'
  | 'entities'
  | 'deliveries';

export const TOPICS: Readonly<Record<TopicName, Topic>> = {
  'readings': {"name":"readings","key":"deviceId","partitions":12,"retention":{"days":400},"owner":"device-ingest","about":"Normalised readings, per device in the order received. Header families lists the metric families inside.","types":[{"type":"loanwatch.readings.recorded.v1","schema":"events/readings.recorded.v1.schema.json"}]},
  'signals': {"name":"signals","key":"enterpriseId","partitions":12,"retention":{"days":3650},"owner":"metering","about":"Signals, per enterprise. Header metrics lists the distinct metrics inside. Also written by video-analytics and registry (external indicators).","types":[{"type":"loanwatch.signals.derived.v1","schema":"events/signals.derived.v1.schema.json"}],"alsoWrittenBy":["video-analytics","registry"]},
  'triggers': {"name":"triggers","key":"enterpriseId","partitions":6,"retention":{"days":400},"owner":"alarm-rules","about":"Verdicts of rules, per enterprise in the order decided.","types":[{"type":"loanwatch.trigger.decided.v1","schema":"events/trigger.decided.v1.schema.json"}]},
  'lifecycle': {"name":"lifecycle","key":"alarmId","partitions":6,"retention":{"days":3650},"owner":"alarm-review","about":"Changes of alarms and of their cases, per alarm in order.","types":[{"type":"loanwatch.alarm.changed.v1","schema":"events/alarm.changed.v1.schema.json"},{"type":"loanwatch.case.changed.v1","schema":"events/case.changed.v1.schema.json"}]},
  'entities': {"name":"entities","key":"kind:id","partitions":3,"retention":"compacted","owner":"registry","about":"Master records; compacted, so that the newest state of each stays for ever.","types":[{"type":"loanwatch.entity.changed.v1","schema":"events/entity.changed.v1.schema.json"}]},
  'deliveries': {"name":"deliveries","key":"notificationId","partitions":3,"retention":{"days":3650},"owner":"notification","about":"What became of each notification.","types":[{"type":"loanwatch.delivery.recorded.v1","schema":"events/delivery.recorded.v1.schema.json"}]},
};
