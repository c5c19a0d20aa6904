import { Decimal } from 'decimal.js';

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/;

/**
 * A number as people write it, times `multiplier`, without a binary rounding in between: "31.387" x "125" is 3923.375.
 * Undefined when the text is no number. The mark that is not the decimal mark may group thousands.
 */
export function decimalText(text: string, decimalMark: '.' | ',', multiplier?: string): number | undefined {
  const plain = text.trim().replace(decimalMark === '.' ? groupedBy(',') : groupedBy('.'), '');
  const number = decimalMark === '.' ? plain : plain.replace(',', '.');
  if (!NUMBER.test(number)) return undefined;
  return multiplier === undefined ? Number(number) : new Decimal(number).times(multiplier).toNumber();
}

/** A mark between a digit and a group of three. */
function groupedBy(mark: string): RegExp {
  return new RegExp(`(?<=\\d)\\${mark}(?=\\d{3}(\\D|$))`, 'g');
}
