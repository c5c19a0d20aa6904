import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { type Cell, csvCell, csvDocument } from './csv';

describe('a CSV document', () => {
  it.each<[Cell, string]>([
    ['=1+1', "'=1+1"],
    ['+49 1', "'+49 1"],
    ['-cmd', "'-cmd"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['\rx', `"'\rx"`],
    ['＝1+1', "'＝1+1"],
    ['＠sum', "'＠sum"],
    ['a=b', 'a=b'],
    ['a,"b"', '"a,""b"""'],
    [-12.5, '-12.5'],
    [0, '0'],
    [null, ''],
  ])('writes %j as %s', (cell, text) => {
    expect(csvCell(cell)).toBe(text);
  });

  it('is read back as it was, but for the apostrophes that keep spreadsheets from executing text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })), { minLength: 1 }),
        (rows) => {
          const read = parse(csvDocument(['a', 'b'], rows), { fromLine: 2, recordDelimiter: '\r\n' });
          const guarded = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);
          expect(read).toEqual(rows.map((row) => row.map(guarded)));
        },
      ),
    );
  });
});
