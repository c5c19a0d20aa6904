import { TOPICS } from '@loanwatch/contracts';
import { busOptions } from './bus-options';
import { createLogger } from './logger';

describe('the bus of every process', () => {
  it('keeps each topic as long as its contract promises, and master data for ever', () => {
    const { retention } = busOptions(createLogger('silent'));
    expect(Object.keys(retention ?? {}).toSorted()).toEqual(Object.keys(TOPICS).toSorted());
    expect(retention).toMatchObject({ readings: TOPICS.readings.retention, entities: 'compacted' });
  });
});
