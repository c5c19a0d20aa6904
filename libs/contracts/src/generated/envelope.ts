// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Uuid } from './shared';

/**
 * CloudEvents 1.0 in structured JSON mode: the value of every record on the bus.
 */
export interface CloudEvent {
  /**
   * Version of the CloudEvents specification.
   */
  readonly specversion: '1.0';
  /**
   * Id of the message; consumers drop a second one.
   */
  readonly id: Uuid;
  /**
   * Service that wrote it: /loanwatch/<service>.
   */
  readonly source: string;
  /**
   * Type and version of the data: loanwatch.<noun>.<fact>.v<N>.
   */
  readonly type: string;
  /**
   * What the message is about, e.g. an alarm id.
   */
  readonly subject?: string;
  /**
   * When it was written: ISO 8601, UTC, milliseconds.
   */
  readonly time: string;
  /**
   * Always JSON.
   */
  readonly datacontenttype: 'application/json';
  /**
   * Id ($id) of the schema of data.
   */
  readonly dataschema: string;
  /**
   * Key of the record; records of one key keep their order.
   */
  readonly partitionkey: string;
  /**
   * Id shared by everything that one outside event caused.
   */
  readonly correlationid: string;
  /**
   * Id of the message or command that caused this one.
   */
  readonly causationid: string;
  /**
   * W3C trace context.
   */
  readonly traceparent?: string;
  /**
   * The fact, by the schema that dataschema names.
   */
  readonly data: {
    readonly [k: string]: unknown;
  };
}
