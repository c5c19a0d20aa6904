import { copyField, copyRow } from './copy-text';
import { isoInstant } from './column-types';

describe('COPY text', () => {
  it.each([
    [null, '\\N'],
    [undefined, '\\N'],
    ['', ''],
    ['\\N', '\\\\N'],
    ['a\tb\nc\rd\\e', 'a\\tb\\nc\\rd\\\\e'],
    [0.1, '0.1'],
    [-0, '0'],
    [1e21, '1e+21'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [12345678901234567890n, '12345678901234567890'],
    [true, 't'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [{ a: 'x\ny' }, '{"a":"x\\\\ny"}'],
  ])('writes %p as %p', (value, text) => {
    expect(copyField(value)).toBe(text);
  });

  it('joins fields with tabs and ends in a line feed', () => {
    expect(copyRow(['a', null, 3])).toBe('a\t\\N\t3\n');
  });

  it('names the fault of text that PostgreSQL cannot hold', () => {
    expect(() => copyField('a\0b')).toThrow('U+0000');
  });
});

describe('instants', () => {
  it.each([
    ['2026-03-01 00:00:00+00', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01 00:00:00.5+00', '2026-03-01T00:00:00.500Z'],
    ['2026-03-01 00:00:00.123456+00', '2026-03-01T00:00:00.123456Z'],
    ['infinity', 'infinity'],
  ])('of PostgreSQL %s are ISO 8601 %s', (text, iso) => {
    expect(isoInstant(text)).toBe(iso);
  });
});
