import { timeReader, UnknownTimeFormat } from './time-pattern';

const wall = (text: string) => ({ wallMs: Date.parse(`${text}Z`) });

describe('how a time is written', () => {
  it.each([
    ['iso', '2018-03-25 03:00:00+02:00', { instantMs: Date.parse('2018-03-25T01:00:00Z') }],
    ['iso', '2018-03-25T01:00:00.1239Z', { instantMs: Date.parse('2018-03-25T01:00:00.123Z') }],
    ['iso', '2018-03-25T01:00-0330', { instantMs: Date.parse('2018-03-25T04:30:00Z') }],
    ['iso', '2018-03-25 01:00', wall('2018-03-25T01:00:00')],
    ['iso', '2018-03-25', wall('2018-03-25T00:00:00')],
    ['dd/MM/yyyy H', '05/02/2014 7', wall('2014-02-05T07:00:00')],
    ['d/M/yyyy H:mm', '5/2/2018 0:15', wall('2018-02-05T00:15:00')],
    ['d/M/yyyy H:mm', '15/01/2018 23:45', wall('2018-01-15T23:45:00')],
    ['MM/dd/yy HH:mm:ss', '07/24/05 00:30:00', wall('2005-07-24T00:30:00')],
    ['dd-MMM-yy', '01-Sep-21', wall('2021-09-01T00:00:00')],
    ['M/d/yyyy h:mm a', '1/2/2020 12:05 AM', wall('2020-01-02T00:05:00')],
    ['M/d/yyyy h:mm a', '1/2/2020 12:05 pm', wall('2020-01-02T12:05:00')],
    ["yyyy'年'M'月'd'日' H'时'", '2026年3月2日 8时', wall('2026-03-02T08:00:00')],
    ['yyyy年M月d日', '2026年3月2日', wall('2026-03-02T00:00:00')],
    ['yyyy-MM-dd HH:mm:ss.SSS', '2026-03-02 08:00:01.250', wall('2026-03-02T08:00:01.250')],
    ['yyyy-MM-dd HH:mm', '2026-03-02 24:00', wall('2026-03-03T00:00:00')],
    ['epoch-seconds', '1420070400', { instantMs: 1_420_070_400_000 }],
    ['epoch-milliseconds', '1420070400123', { instantMs: 1_420_070_400_123 }],
  ])('%s reads %s', (format, text, expected) => {
    expect(timeReader(format)(text)).toEqual(expected);
  });

  it.each([
    ['dd/MM/yyyy', '30/02/2018'],
    ['dd/MM/yyyy', '5/2/2018'],
    ['dd/MM/yyyy', '05/02/2018 10:00'],
    ['dd/MM/yyyy', '05-02-2018'],
    ['d/M/yyyy', '1/13/2018'],
    ['dd-MMM-yy', '01-Foo-21'],
    ['yyyy-MM-dd HH:mm', '2026-03-02 24:01'],
    ['yyyy-MM-dd HH:mm', '2026-03-02 10:60'],
    ['h:mm a d/M/yyyy', '13:00 pm 1/1/2020'],
    ['iso', '2018-02-29'],
    ['iso', 'yesterday'],
    ['epoch-seconds', '12:00'],
  ])('%s does not read %s', (format, text) => {
    expect(timeReader(format)(text)).toBeUndefined();
  });

  it.each(['yyyy-MM', 'HH:mm', 'YYYY-MM-dd', 'yyyy-MM-dd yy-dd', "yyyy-MM-dd 'at HH", 'yyyy-MM-dd dd'])(
    'refuses the format %s',
    (format) => {
      expect(() => timeReader(format)).toThrow(UnknownTimeFormat);
    },
  );
});
