import { checkedMapping, MappingError } from './mapping';
import { RowReader, UnknownColumn } from './measured-row';

const mapping = (document: object) => checkedMapping(document);

describe('what a row measures', () => {
  it('turns the mean power of an interval into its energy without a binary rounding', () => {
    const reader = new RowReader(
      mapping({
        time: { columns: ['datetime'], formats: ['iso'], stamp: 'start' },
        measurements: [
          {
            column: 'load',
            device: 'main',
            channel: 'energy',
            metric: 'energy.interval',
            multiplier: '125',
            intervalSeconds: 900,
          },
        ],
      }),
      ['datetime', 'load'],
    );
    expect(reader.read(['2018-01-01 00:00:00+01:00', '31.387'], 2)).toEqual([
      {
        device: 'main',
        at: Date.parse('2017-12-31T23:15:00Z'),
        line: 2,
        reading: {
          channel: 'energy',
          metric: 'energy.interval',
          intervalSeconds: 900,
          value: 3923.375,
          observedAt: '2017-12-31T23:15:00.000Z',
        },
      },
    ]);
  });

  it('filters rows by a column and takes the device from another', () => {
    const reader = new RowReader(
      mapping({
        csv: { header: false },
        time: { columns: [2, 3], formats: ['MM/dd/yy HH:mm:ss'], zone: 'America/Los_Angeles' },
        measurements: [
          { column: 4, where: [{ column: 1, oneOf: ['9'] }], deviceColumn: 5, channel: 'in', intervalSeconds: 1800 },
          { column: 4, where: [{ column: 1, oneOf: ['7'] }], deviceColumn: 5, channel: 'out', intervalSeconds: 1800 },
        ],
      }),
      undefined,
    );
    const [measured, ...others] = reader.read(['7', '07/24/05', '00:30:00', '1', 'door'], 1);
    expect(others).toEqual([]);
    expect(measured).toMatchObject({
      device: 'door',
      reading: { channel: 'out', value: 1, observedAt: '2005-07-24T07:30:00.000Z' },
    });
    expect(reader.read(['8', '07/24/05', '00:30:00', '1', 'door'], 2)).toEqual([]);
  });

  it('tells what is missing from what cannot be read', () => {
    const reader = new RowReader(
      mapping({
        time: { columns: ['at'], formats: ['iso'] },
        measurements: [{ column: 'counts', device: 'gate', channel: 'total', missing: ['NA', 'Gate broken'] }],
      }),
      ['at', 'counts'],
    );
    const why = (value: string, at = '2021-09-01T00:00Z') =>
      reader.read([at, value], 7).map((each) => ('why' in each ? each.why : 'measured'));
    expect(why('NA')).toEqual(['missing']);
    expect(why('')).toEqual(['missing']);
    expect(why('Gate broken')).toEqual(['missing']);
    expect(why('Gate open')).toEqual(['unreadable']);
    expect(why('0x10')).toEqual(['unreadable']);
    expect(why('9816')).toEqual(['measured']);
    expect(why('9816', 'never')).toEqual(['unreadable']);
  });

  it('reads numbers as they are written where the mapping says so', () => {
    const reader = new RowReader(
      mapping({
        csv: { delimiter: ';', decimalMark: ',' },
        time: { columns: ['at'], formats: ['iso'] },
        measurements: [{ column: 'kWh', device: 'main', channel: 'register', unit: 'kWh' }],
      }),
      ['at', 'kWh'],
    );
    const [measured] = reader.read(['2021-09-01T00:00Z', '1.234.567,5'], 1);
    expect(measured).toMatchObject({ reading: { value: 1_234_567.5, unit: 'kWh' } });
  });

  it('maps texts to states', () => {
    const reader = new RowReader(
      mapping({
        time: { columns: ['at'], formats: ['iso'] },
        measurements: [
          {
            column: 's',
            device: 'cam',
            channel: 'health',
            metric: 'camera.health',
            states: { '0': 'OK', '4': 'COVERED' },
          },
        ],
      }),
      ['at', 's'],
    );
    expect(reader.read(['2021-09-01T00:00Z', '4'], 1)).toMatchObject([{ reading: { value: 'COVERED' } }]);
    expect(reader.read(['2021-09-01T00:00Z', '5'], 1)).toMatchObject([{ why: 'unreadable' }]);
  });

  it('names the columns of the file when the mapping names another', () => {
    const document = {
      time: { columns: ['at'], formats: ['iso'] },
      measurements: [{ column: 'kwh', device: 'm', channel: 'c' }],
    };
    expect(() => new RowReader(mapping(document), ['at', 'kWh'])).toThrow(UnknownColumn);
    expect(() => new RowReader(mapping(document), ['at', 'kWh'])).toThrow('no column kwh; it has at, kWh');
  });
});

describe('a mapping that cannot be used', () => {
  const measurement = { column: 'v', device: 'm', channel: 'c' };
  it.each([
    ['no device', { measurements: [{ column: 'v', channel: 'c' }] }, 'needs either device or deviceColumn'],
    ['two devices', { measurements: [{ ...measurement, deviceColumn: 'd' }] }, 'needs either device or deviceColumn'],
    ['a format that does not exist', { time: { columns: ['t'], formats: ['YYYY'] } }, 'YYYY'],
    [
      'a zone that does not exist',
      { time: { columns: ['t'], formats: ['iso'], zone: 'Europe/Leeds' } },
      'Europe/Leeds',
    ],
    ['starts without an interval', { time: { columns: ['t'], formats: ['iso'], stamp: 'start' } }, 'intervalSeconds'],
    ['a metric that is derived', { measurements: [{ ...measurement, metric: 'operating.rate' }] }, 'operating.rate'],
    ['names without a header', { csv: { header: false } }, 'without header'],
    ['a field that does not exist', { speed: 3 }, 'speed'],
  ])('has %s', (_, change, reason) => {
    const document = { time: { columns: ['t'], formats: ['iso'] }, measurements: [measurement], ...change };
    expect(() => checkedMapping(document)).toThrow(MappingError);
    expect(() => checkedMapping(document)).toThrow(reason);
  });
});
