import { type Column, tableText } from './table';
import { padded, textWidth } from './text-width';

interface Row {
  readonly name: string;
  readonly count: number | null;
}
const columns: Column<Row>[] = [
  { zh: '名称', en: 'name', value: ({ name }) => name, most: 12 },
  { zh: '数量', en: 'count', value: ({ count }) => count },
];

describe('a table for people', () => {
  it('is aligned where Chinese takes two columns', () => {
    const text = tableText(
      [
        { name: '华兴机械', count: 7 },
        { name: 'Plant A', count: 1200 },
      ],
      columns,
      'zh',
    );
    expect(text.split('\n')).toEqual(['名称      数量', '--------  ----', '华兴机械     7', 'Plant A   1200']);
    expect(new Set(text.split('\n').map(textWidth)).size).toBe(1);
  });

  it('shows what is unknown as a dash, not as nothing and not as zero', () => {
    const text = tableText([{ name: '', count: null }], columns, 'en');
    expect(text.split('\n').at(-1)).toBe('-     -');
  });

  it('cuts long texts without breaking the columns', () => {
    const [, , row = ''] = tableText([{ name: '苏州华兴精密机械有限公司', count: 1 }], columns, 'zh').split('\n');
    expect(row).toBe('苏州华兴精…      1');
  });

  it.each([
    ['Plant', 5],
    ['开工率', 6],
    ['℃', 1],
    ['（一）', 6],
    ['e\u0301', 1],
    ['🏭', 2],
  ])('knows the width of %s', (text, width) => {
    expect(textWidth(text)).toBe(width);
    expect(textWidth(padded(text, 10))).toBe(10);
  });
});
