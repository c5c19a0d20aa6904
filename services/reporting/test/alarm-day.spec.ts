import { type Database } from '@loanwatch/engines';
import { randomIds } from '@loanwatch/kernel';
import { testEngines, type TestEngines } from '@loanwatch/testing';
import { migrations } from '../src/db/migrations';
import { applyLifecycle } from '../src/projections/lifecycle-projection';
import { alarmRecord, anAlarm } from './lifecycle-builders';
import { asBusRecord } from './signal-builders';

describe('the daily counts of alarms', () => {
  let engines: TestEngines;
  let database: Database;

  beforeAll(async () => {
    engines = await testEngines();
    database = await engines.database.open('reporting', migrations);
  });
  afterAll(() => engines.close());

  it('count an alarm once also when the zone of its site becomes known, or changes, after it was raised', async () => {
    const firstAt = Date.parse('2026-03-09T20:00:00Z');
    const alarm = anAlarm({ enterpriseId: randomIds.next(), siteId: randomIds.next(), firstAt });
    const tell = (revision: number, change: string, timeZone: string) =>
      database.transaction(
        (tx) =>
          applyLifecycle([asBusRecord(alarmRecord(alarm, { change, revision, at: firstAt }))], tx, () => timeZone),
        { kind: 'platform' },
      );

    await tell(0, 'AlarmRaised', 'Asia/Shanghai');
    await tell(1, 'AlarmQueuedForReview', 'Europe/Berlin');

    const { rows } = await database.transaction((tx) => tx.query('SELECT day, raised FROM alarm_day'), {
      kind: 'platform',
    });
    expect(rows).toEqual([{ day: '2026-03-09', raised: 1 }]);
  });
});
