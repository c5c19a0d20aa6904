import type { CloudEvent } from './generated/envelope';
import { MESSAGES, type MessageData, type MessageType } from './generated/messages';
import { metric } from './metrics';
import { assertContract } from './validate';
import { ContractViolation } from './violation';

/** What the bus takes; the same shape as the port's record. */
export interface MessageRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface MessageOptions<T extends MessageType> {
  /** UUID; derived where the message may be made twice. */
  readonly id: string;
  readonly source: `/loanwatch/${string}`;
  /** When it is written, epoch milliseconds. */
  readonly time: number;
  /** Record key: what it is stands in topics.json. */
  readonly key: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string | undefined;
  readonly subject?: string;
  readonly data: MessageData[T];
}

export interface ParsedEvent<T extends MessageType> {
  readonly envelope: CloudEvent & { readonly type: T };
  readonly data: MessageData[T];
}

/** A record for the bus. Throws {@link ContractViolation} when it does not agree with its schema. */
export function makeEvent<T extends MessageType>(type: T, options: MessageOptions<T>): MessageRecord {
  const { topic, schema, schemaId } = MESSAGES[type];
  const { id, source, key, traceparent, data } = options;
  assertContract(schema, data, 'writing');
  const envelope = {
    specversion: '1.0',
    id,
    source,
    type,
    ...(options.subject === undefined ? {} : { subject: options.subject }),
    time: new Date(options.time).toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaId,
    partitionkey: key,
    correlationid: options.correlationId,
    causationid: options.causationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    data,
  };
  assertContract('CloudEvent', envelope, 'writing');
  const headers = {
    ce_type: type,
    ce_id: id,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...contentHeaders(type, data),
  };
  return { topic, key, value: JSON.stringify(envelope), headers };
}

/** The event in a record's value. Throws {@link ContractViolation} when it is another type or does not agree. */
export function parseEvent<T extends MessageType>(value: string, type: T): ParsedEvent<T> {
  const envelope = parseJson(value, type);
  assertContract('CloudEvent', envelope, 'reading');
  if (envelope.type !== type) throw new ContractViolation(type, [{ pointer: '/type', detail: `is ${envelope.type}` }]);
  assertContract(MESSAGES[type].schema, envelope.data, 'reading');
  // The schema of the data was chosen by the type, which the compiler cannot follow.
  return { envelope: envelope as ParsedEvent<T>['envelope'], data: envelope.data as unknown as MessageData[T] };
}

/**
 * Whether a header that lists names (`families` of readings, `metrics` of signals) names one of `wanted`; true when the
 * header is missing, because then only the data can tell. For skipping records without parsing them.
 */
export function headerNamesAny(list: string | undefined, wanted: ReadonlySet<string>): boolean {
  return list === undefined || list.split(',').some((name) => wanted.has(name));
}

function contentHeaders<T extends MessageType>(type: T, data: MessageData[T]): Readonly<Record<string, string>> {
  if (type === 'loanwatch.readings.recorded.v1') {
    const { readings } = data as MessageData['loanwatch.readings.recorded.v1'];
    const families = new Set<string>();
    for (const code of metricsOf(readings)) families.add(metric(code)?.family ?? 'unknown');
    return { families: [...families].sort().join(',') };
  }
  if (type === 'loanwatch.signals.derived.v1') {
    const { signals } = data as MessageData['loanwatch.signals.derived.v1'];
    return { metrics: [...metricsOf(signals)].sort().join(',') };
  }
  return {};
}

function metricsOf(values: readonly { readonly metric: string }[]): ReadonlySet<string> {
  const metrics = new Set<string>();
  for (const value of values) metrics.add(value.metric);
  return metrics;
}

function parseJson(value: string, type: MessageType): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new ContractViolation(type, [{ pointer: '', detail: 'is not JSON' }]);
  }
}
