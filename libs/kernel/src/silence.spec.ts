import { hear, missDevice, startWatch } from './silence';
import { HOUR_MS, MINUTE_MS } from './time';

const LIMIT = HOUR_MS;
const at = (hours: number): number => hours * HOUR_MS;

describe('the silence of a device', () => {
  it('is nothing while it reports within the limit', () => {
    const watch = startWatch(at(0));
    expect(hear(watch, at(1), LIMIT)).toBeUndefined();
    expect(hear(watch, at(1.5), LIMIT)).toBeUndefined();
  });

  it('is told when the device returns, and that it is over with the next observation', () => {
    const watch = startWatch(at(0));
    expect(hear(watch, at(5), LIMIT)).toEqual({ from: at(0), at: at(5) });
    expect(hear(watch, at(5), LIMIT)).toBeUndefined();
    expect(hear(watch, at(5.25), LIMIT)).toEqual({ from: at(5.25), at: at(5.25) });
    expect(hear(watch, at(5.5), LIMIT)).toBeUndefined();
  });

  it('is told while it lasts, once an hour', () => {
    const watch = startWatch(at(0));
    expect(missDevice(watch, at(1), LIMIT)).toBeUndefined();
    expect(missDevice(watch, at(1.1), LIMIT)).toEqual({ from: at(0), at: at(1.1) });
    expect(missDevice(watch, at(1.5), LIMIT)).toBeUndefined();
    expect(missDevice(watch, at(2.1), LIMIT)).toEqual({ from: at(0), at: at(2.1) });
    expect(hear(watch, at(2.5), LIMIT)).toEqual({ from: at(0), at: at(2.5) });
    expect(hear(watch, at(2.75), LIMIT)).toEqual({ from: at(2.75), at: at(2.75) });
  });

  it('that was told is over once the readings that the device had kept back reach the time of telling', () => {
    const watch = startWatch(at(0));
    missDevice(watch, at(2), LIMIT);
    expect(hear(watch, at(0) + 15 * MINUTE_MS, LIMIT)).toBeUndefined();
    expect(hear(watch, at(1), LIMIT)).toBeUndefined();
    expect(hear(watch, at(2), LIMIT)).toBeUndefined();
    expect(hear(watch, at(2.25), LIMIT)).toEqual({ from: at(2.25), at: at(2.25) });
  });

  it('is not told by somebody who has not listened that long himself', () => {
    const watch = startWatch(at(0));
    expect(missDevice(watch, at(6), LIMIT, at(5))).toBeUndefined();
    expect(missDevice(watch, at(6.1), LIMIT, at(5))).toEqual({ from: at(0), at: at(6.1) });
  });

  it('is not changed by an observation older than the newest', () => {
    const watch = startWatch(at(3));
    expect(hear(watch, at(1), LIMIT)).toBeUndefined();
    expect(watch.lastSeenAt).toBe(at(3));
  });
});
