import { readFile } from 'node:fs/promises';
import { type CsvColumn, metric, type ReplayMapping, type ReplayMeasurement, validate } from '@loanwatch/contracts';
import { RowClock } from './row-time';

/** A mapping file that cannot be used, with everything that is wrong with it. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  constructor(readonly reasons: readonly string[]) {
    super(`The mapping cannot be used:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`);
  }
}

/** Reads and checks a mapping file. Throws {@link MappingError}. */
export async function readMapping(file: string): Promise<ReplayMapping> {
  const text = await readFile(file, 'utf8');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new MappingError([`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  return checkedMapping(document);
}

/** The document as a mapping. Throws {@link MappingError}. */
export function checkedMapping(document: unknown): ReplayMapping {
  const errors = validate('ReplayMapping', document);
  if (errors.length > 0) throw new MappingError(errors.map(({ pointer, detail }) => `${pointer || '/'} ${detail}`));
  const mapping = document as ReplayMapping;
  const reasons = [
    ...timeReasons(mapping),
    ...mapping.measurements.flatMap((each, index) => reasonsOf(mapping, each, index)),
  ];
  if (reasons.length > 0) throw new MappingError(reasons);
  return mapping;
}

function timeReasons({ time }: ReplayMapping): readonly string[] {
  try {
    new RowClock(time);
    return [];
  } catch (error) {
    return [`/time ${error instanceof Error ? error.message : String(error)}`];
  }
}

function reasonsOf(mapping: ReplayMapping, measurement: ReplayMeasurement, index: number): readonly string[] {
  const { device, deviceColumn, intervalSeconds, metric: code, states, where = [] } = measurement;
  const at = `/measurements/${index}`;
  const known = code === undefined ? undefined : metric(code);
  const columns = [measurement.column, deviceColumn, ...where.map(({ column }) => column), ...mapping.time.columns];
  return [
    ...((device === undefined) === (deviceColumn === undefined) ? [`${at} needs either device or deviceColumn`] : []),
    ...(mapping.time.stamp === 'start' && intervalSeconds === undefined
      ? [`${at}/intervalSeconds is needed: the times are the starts of intervals`]
      : []),
    ...(code !== undefined && (known === undefined || known.of === 'signal')
      ? [`${at}/metric ${code} is no metric of readings`]
      : []),
    ...(states !== undefined && known !== undefined && known.kind !== 'state'
      ? [`${at}/states ${code} has no states`]
      : []),
    ...(mapping.csv?.header === false && columns.some(isName) ? [`${at} names a column of a file without header`] : []),
  ];
}

function isName(column: CsvColumn | undefined): boolean {
  return typeof column === 'string';
}
