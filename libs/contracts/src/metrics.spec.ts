import fc from 'fast-check';
import { METRICS } from './generated/metric-list';
import { convertUnit, isPlausible, metric } from './metrics';
import { problem } from './problems';
import { topicOf } from './topics';

describe('a value in another unit', () => {
  it.each<[keyof typeof METRICS, number, string, number | undefined]>([
    ['energy.register', 1.1, 'kWh', 1100],
    ['energy.register', 0.000_001, 'kWh', 0.001],
    ['energy.register', 123_456.789, 'Wh', 123_456.789],
    ['energy.register', 3_600, 'J', 1],
    ['energy.register', 123_456.789_012, 'MWh', 123_456_789_012],
    ['power', 41.2505, 'kW', 41_250.5],
    ['temperature', 212, 'degF', 100],
    ['temperature', -40, '°F', -40],
    ['temperature', 273.15, 'K', 0],
    ['temperature', 21.5, 'degC', 21.5],
    ['humidity', 0.57, '1', 57],
    ['goods.change', 12.5, '%', 0.125],
    ['external.tax-arrears', 3.2, '万元', 32_000],
    ['blind.time', 90, 'min', 1.5],
    ['power', 1, 'Wh', undefined],
    ['power', 1, 'toString', undefined],
    ['power', 1, '', undefined],
  ])('%s: %d %s becomes %d', (code, value, unit, expected) => {
    expect(convertUnit(METRICS[code], value, unit)).toBe(expected);
  });

  it('keeps every thousandth of a kilowatt-hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000_000_000 }), (wattHours) => {
        expect(convertUnit(METRICS['energy.register'], wattHours / 1000, 'kWh')).toBe(wattHours);
      }),
    );
  });
});

describe('the registers', () => {
  it('know a metric by its code and nothing by another', () => {
    expect(metric('power')?.unit).toBe('W');
    expect(metric('powr')).toBeUndefined();
    expect(metric('constructor')).toBeUndefined();
  });

  it('tell a plausible value from an implausible one, both ends included', () => {
    expect([-0.01, 0, 100, 100.01].map((value) => isPlausible(METRICS.humidity, value))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('explain a problem in both languages', () => {
    expect(problem('request.stale')).toMatchObject({
      status: 412,
      title: { en: 'The record has changed in the meantime' },
    });
    expect(problem('__proto__')).toBeUndefined();
  });

  it('know the topic of a message', () => {
    expect(topicOf('loanwatch.case.changed.v1').name).toBe('lifecycle');
  });
});
