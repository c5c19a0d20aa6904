import { HOUR_MS } from '@loanwatch/kernel';
import { KEY_PERSONS, siteSections, tenantSections } from './places';
import { ruleSection, planAndRecipientSections } from './desk';
import { checkedSetup } from '../setup/setup-file';
import { story } from './story';

const TODAY = '2026-11-20';
const now = Date.parse('2026-11-20T12:00:00+08:00');
const { devices, from } = story({ seed: 'spec', today: TODAY, statutory: 'CN', coveredFrom: now + HOUR_MS });
const setup = checkedSetup({
  ...tenantSections(TODAY),
  ...siteSections(TODAY, 'CN'),
  rules: ruleSection(),
  ...planAndRecipientSections('http://127.0.0.1:1'),
});

const told = (key: string, begin: number, end: number) => {
  const device = devices.find((each) => each.key === key);
  if (device === undefined) throw new Error(`no device ${key}`);
  return device.observe(begin, end, HOUR_MS);
};
const on = (date: string, time = '00:00') => Date.parse(`${date}T${time}:00+08:00`);
const usedKwh = (key: string, date: string): number => {
  const readings = told(key, on(date) - HOUR_MS, on(date, '23:00'));
  return Number(readings.at(-1)?.value) - Number(readings[0]?.value);
};

describe('the story of the demonstration', () => {
  it('tells of every registered device, and of every channel of it', () => {
    expect(devices.map(({ key }) => key).sort()).toEqual(Object.keys(setup.devices).sort());
    for (const { key, observe } of devices) {
      const channels = new Set(observe(from, now, HOUR_MS).map(({ channel }) => channel));
      const registered = (setup.devices[key]?.['channels'] as { name: string }[]).map(({ name }) => name);
      expect([key, ...channels].sort()).toEqual([key, ...registered].sort());
    }
  });

  it('lets one factory stop quietly and the other go on', () => {
    const [usual, lately] = ['2026-10-20', '2026-11-18'];
    expect(usedKwh('hengda-meter', lately) / usedKwh('hengda-meter', usual)).toBeLessThan(0.3);
    expect(usedKwh('huaxing-meter', lately) / usedKwh('huaxing-meter', usual)).toBeGreaterThan(0.8);
    const seen = told('hengda-face', from, now).map(({ observedAt }) => observedAt);
    expect(Math.max(...seen)).toBeLessThan(on('2026-11-06'));
    expect(KEY_PERSONS.hengda).toBe('kp-hengda-1');
  });

  it('empties a warehouse at night while the second camera is covered', () => {
    const stack = (time: number) =>
      told('ganglian-camera-1', time - HOUR_MS, time).find(({ channel }) => channel === 'stack-a');
    expect(Number(stack(on('2026-11-18'))?.value)).toBeLessThan(0.1);
    expect(Number(stack(on('2026-11-18', '05:00'))?.value)).toBeGreaterThan(0.8);
    const health = told('ganglian-camera-2', on('2026-11-18', '02:00'), on('2026-11-18', '03:00'));
    expect(health).toMatchObject([{ channel: 'health', value: 'COVERED' }]);
  });

  it('covers a camera while people watch, for some minutes', () => {
    const watch = devices.find(({ key }) => key === 'baiwei-camera');
    const states = watch?.observe(now + HOUR_MS - 60_000, now + HOUR_MS + 300_000, 60_000).map(({ value }) => value);
    expect(states).toEqual(['COVERED', 'COVERED', 'COVERED', 'OK', 'OK', 'OK']);
  });
});
