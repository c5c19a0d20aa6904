import type { ReplayTime } from '@loanwatch/contracts';
import { RowClock } from './row-time';

function instants(time: Omit<ReplayTime, 'columns'>, texts: readonly string[]): (string | object)[] {
  const clock = new RowClock({ columns: [1], ...time });
  return texts.map((text) => {
    const read = clock.read(text, 'meter');
    return 'at' in read ? new Date(read.at).toISOString() : read;
  });
}

describe('the time of a row', () => {
  it('tries the formats in order and names them when none fits', () => {
    const time = { formats: ['dd/MM/yyyy H', 'yyyy-MM-dd H', 'dd-MMM-yy H'], zone: 'Europe/London' };
    expect(instants(time, ['05/02/2014 7', '2015-02-05 7', '05-Feb-16 7', 'Feb 5'])).toEqual([
      '2014-02-05T07:00:00.000Z',
      '2015-02-05T07:00:00.000Z',
      '2016-02-05T07:00:00.000Z',
      { unreadable: '"Feb 5" is none of the formats dd/MM/yyyy H, yyyy-MM-dd H, dd-MMM-yy H' },
    ]);
  });

  it('reads an hour that the clocks show twice first as the earlier, then as the later one', () => {
    const time = { formats: ['iso'], zone: 'Europe/Berlin' };
    const hour = ['2018-10-28 02:00', '2018-10-28 02:30'];
    expect(instants(time, ['2018-10-28 01:30', ...hour, ...hour, '2018-10-28 03:00'])).toEqual([
      '2018-10-27T23:30:00.000Z',
      '2018-10-28T00:00:00.000Z',
      '2018-10-28T00:30:00.000Z',
      '2018-10-28T01:00:00.000Z',
      '2018-10-28T01:30:00.000Z',
      '2018-10-28T02:00:00.000Z',
    ]);
  });

  it('keeps series apart where the hour occurs twice', () => {
    const clock = new RowClock({ columns: [1], formats: ['iso'], zone: 'Europe/Berlin' });
    const twice = '2018-10-28 02:00';
    expect(clock.read(twice, 'in')).toEqual(clock.read(twice, 'out'));
    expect(clock.read(twice, 'in')).toEqual({ at: Date.parse('2018-10-28T01:00:00Z') });
  });

  it('takes the earlier hour again when the file repeats the day', () => {
    const time = { formats: ['iso'], zone: 'Europe/London' };
    const day = ['2016-10-30 00:00', '2016-10-30 01:00'];
    const [, once, , again] = instants(time, [...day, ...day]);
    expect(once).toBe('2016-10-30T00:00:00.000Z');
    expect(again).toBe(once);
  });

  it('shifts or drops a time that never was', () => {
    const time = { formats: ['iso'], zone: 'Europe/London' };
    expect(instants(time, ['2014-03-30 01:00'])).toEqual(['2014-03-30T01:00:00.000Z']);
    expect(instants({ ...time, skippedHour: 'drop' }, ['2014-03-30 01:00'])).toEqual([{ dropped: 'skipped-hour' }]);
  });

  it('reads midnight as the end of the same day where the file writes it so', () => {
    const time = { formats: ['d/M/yyyy H:mm'], zone: 'Asia/Seoul', midnight: 'end-of-day' } as const;
    expect(instants(time, ['31/12/2018 23:45', '31/12/2018 0:00'])).toEqual([
      '2018-12-31T14:45:00.000Z',
      '2018-12-31T15:00:00.000Z',
    ]);
  });

  it('does not guess the zone', () => {
    expect(instants({ formats: ['iso'] }, ['2018-01-01 00:00'])).toEqual([
      { unreadable: '"2018-01-01 00:00" names no offset and the mapping no time zone' },
    ]);
  });
});
