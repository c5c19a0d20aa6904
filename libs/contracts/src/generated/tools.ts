// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { MetricCode } from './shared';

/**
 * A column: its name in the header line, or its number from 1.
 */
export type CsvColumn = string | number;

/**
 * Shape of a CSV file. UTF-8, with or without a byte order mark.
 */
export interface CsvShape {
  /**
   * Character between the columns, default comma.
   */
  readonly delimiter?: string;
  /**
   * Whether the first line names the columns, default true.
   */
  readonly header?: boolean;
  /**
   * Lines before the header or the first row, default 0.
   */
  readonly skipLines?: number;
  /**
   * Mark before the fraction of a number, default point. The other one may group thousands.
   */
  readonly decimalMark?: '.' | ',';
}

/**
 * The time of a row.
 */
export interface ReplayTime {
  /**
   * Columns that hold it, joined with one blank before they are read.
   *
   * @minItems 1
   * @maxItems 7
   *
   * Items: A column.
   */
  readonly columns: readonly CsvColumn[];
  /**
   * How it is written; tried in order, the first that fits decides. iso, epoch-seconds, epoch-milliseconds, or a pattern of yyyy yy MMM MM M dd d HH H hh h mm m ss s SSS a, with other letters in 'quotes'.
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: A format, e.g. dd/MM/yyyy H:mm.
   */
  readonly formats: readonly string[];
  /**
   * IANA time zone of times without an offset, e.g. Europe/London. An hour that the clocks show twice is first the earlier, then the later one.
   */
  readonly zone?: string;
  /**
   * end (default): the time at which the value was read, or the end of its interval; start: the start of its interval.
   */
  readonly stamp?: 'start' | 'end';
  /**
   * What 0:00 of a date means. start-of-day (default); end-of-day: the end of that same date, as some meters write the last quarter of an hour.
   */
  readonly midnight?: 'start-of-day' | 'end-of-day';
  /**
   * A local time that never was because the clocks were set forward over it. shift (default): as long after the change; drop: the row is left out.
   */
  readonly skippedHour?: 'shift' | 'drop';
}

/**
 * Only rows whose column holds one of these texts.
 */
export interface RowFilter {
  /**
   * The column.
   */
  readonly column: CsvColumn;
  /**
   * The texts, exactly as in the file.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: A text.
   */
  readonly oneOf: readonly string[];
}

/**
 * A column and the reading it becomes. Names its device by device or deviceColumn.
 */
export interface ReplayMeasurement {
  /**
   * Column of the value.
   */
  readonly column: CsvColumn;
  /**
   * Rows it applies to; every filter must fit. All rows when absent.
   *
   * @minItems 1
   * @maxItems 10
   *
   * Items: A filter.
   */
  readonly where?: readonly RowFilter[];
  /**
   * Name of the device in the file of device keys.
   */
  readonly device?: string;
  /**
   * Column that holds the name of the device.
   */
  readonly deviceColumn?: CsvColumn;
  /**
   * Channel of the device.
   */
  readonly channel: string;
  /**
   * Reading metric; that of the channel when absent.
   */
  readonly metric?: MetricCode;
  /**
   * Unit of the value after the multiplier; the canonical unit of the metric when absent.
   */
  readonly unit?: string;
  /**
   * Decimal number by which the value is multiplied, exactly, default 1.
   */
  readonly multiplier?: string;
  /**
   * Length of the interval that the value covers, seconds; absent for a value of one moment.
   */
  readonly intervalSeconds?: number;
  /**
   * Texts that mean that nothing was measured; such a value is left out, it is not zero. An empty field always is.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: A text, exactly as in the file.
   */
  readonly missing?: readonly string[];
  /**
   * For metrics of kind state: the state that each text of the column means.
   */
  readonly states?: {
    /**
     * A state of the metric.
     */
    readonly [k: string]: string;
  };
}

/**
 * How the rows of a CSV file become readings of devices. Read by npm run replay.
 */
export interface ReplayMapping {
  /**
   * Where this schema lies, for editors.
   */
  readonly $schema?: string;
  /**
   * Shape of the file; comma, header line and decimal point when absent.
   */
  readonly csv?: CsvShape;
  /**
   * Where the time of a row stands and how it is written.
   */
  readonly time: ReplayTime;
  /**
   * What a row measures; each entry that applies to a row makes one reading of it.
   *
   * @minItems 1
   * @maxItems 200
   *
   * Items: One measurement.
   */
  readonly measurements: readonly ReplayMeasurement[];
}
