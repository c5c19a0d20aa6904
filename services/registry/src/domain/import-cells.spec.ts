import { draftOfRow } from './import-cells';
import { IMPORT_COLUMNS } from './import-columns';

const cells = (kind: keyof typeof IMPORT_COLUMNS, row: Readonly<Record<string, string>>): Record<string, unknown> => {
  const columns = IMPORT_COLUMNS[kind];
  return draftOfRow(
    columns,
    columns.map(({ name }) => row[name] ?? ''),
  );
};

describe('a row of an import', () => {
  it('becomes a draft with values of the right type, blanks around cells and empty cells left out', () => {
    expect(
      cells('sites', {
        enterprise: 'E',
        name: ' 一号厂房 ',
        timeZone: 'Asia/Shanghai',
        workingWeekdays: '1;2；6',
        tags: 'a; b;',
      }),
    ).toEqual({
      ...{ enterpriseId: 'E', name: '一号厂房', timeZone: 'Asia/Shanghai', tags: ['a', 'b'] },
      calendar: { workingWeekdays: [1, 2, 6] },
    });
  });

  it.each([
    ['1234567.89', 123456789],
    ['0.1', 10],
    ['5000000', 500000000],
    ['90071992547409.91', '90071992547409.91'],
    ['1,000.00', '1,000.00'],
    ['-1', '-1'],
    ['1.005', '1.005'],
  ])('%s yuan are %s fen; what is no amount stays text for the check to name', (principalYuan, principalFen) => {
    expect(cells('loans', { principalYuan })).toEqual({ principalFen });
  });

  it('keeps formula text as it is', () => {
    expect(cells('enterprises', { name: '=HYPERLINK("http://x")' })).toEqual({ name: '=HYPERLINK("http://x")' });
  });
});
