import { makeEvent } from '@loanwatch/contracts';
import type { Channel, EntityChanged, EntityKind, EntityOf, Site } from '@loanwatch/contracts';
import { type Database, urlEngines } from '@loanwatch/engines';
import { randomIds } from '@loanwatch/kernel';
import { eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import { ENTITY_MIGRATION, type EntityChange, EntityReplica } from './index';

const enterpriseId = randomIds.next();
const deviceId = randomIds.next();

function aSite(overrides: Partial<Site> = {}): Site {
  return {
    id: randomIds.next(),
    enterpriseId,
    name: '一号仓库',
    timeZone: 'Asia/Shanghai',
    tags: [],
    calendar: {
      version: 1,
      workingWeekdays: [1, 2, 3, 4, 5],
      statutory: 'CN',
      holidays: [],
      workdays: [],
      closures: [],
      shifts: [],
      quietHour: '04:00',
    },
    ...overrides,
  };
}

function aChannel(overrides: Partial<Channel> = {}): Channel {
  return {
    id: randomIds.next(),
    deviceId,
    siteId: randomIds.next(),
    enterpriseId,
    name: 'total',
    metric: 'energy.register',
    multiplier: 1,
    ...overrides,
  };
}

describe('the replica of master data in a service', () => {
  let engines: TestEngines;
  let database: Database;
  let replica: EntityReplica;

  beforeAll(async () => {
    engines = await testEngines();
    database = await engines.database.open('metering', [ENTITY_MIGRATION]);
    replica = new EntityReplica('metering', database, engines.bus);
    await replica.start();
  });
  afterAll(async () => {
    await replica.stop();
    await engines.close();
  });

  const publish = <K extends EntityKind>(
    kind: K,
    version: number,
    entity: EntityOf<K>,
    deleted = false,
  ): Promise<void> => {
    const data = { kind, id: entity.id, version, deleted, at: engines.clock.now(), entity } as unknown as EntityChanged;
    return engines.bus.publish([
      makeEvent('loanwatch.entity.changed.v1', {
        id: randomIds.next(),
        source: '/loanwatch/registry',
        time: engines.clock.now(),
        key: `${kind}:${entity.id}`,
        correlationId: randomIds.next(),
        causationId: randomIds.next(),
        data,
      }),
    ]);
  };

  it('knows a site soon after the registry entered it, and its later states', async () => {
    const site = aSite();
    await publish('site', 1, site);
    expect(await replica.waitFor('site', site.id, 5_000)).toEqual(site);
    await publish('site', 2, { ...site, name: '二号仓库' });
    await eventually(() => expect(replica.site(site.id)?.name).toBe('二号仓库'));
    expect(replica.sitesOf(enterpriseId).map(({ id }) => id)).toContain(site.id);
  });

  it('keeps the newer state when an older one arrives after it', async () => {
    const site = aSite({ name: 'newer' });
    const marker = aSite();
    await publish('site', 5, site);
    await publish('site', 4, { ...site, name: 'older' });
    await publish('site', 1, marker);
    await replica.waitFor('site', marker.id, 5_000);
    await eventually(async () => expect(await replica.lag()).toBe(0));
    expect(replica.site(site.id)?.name).toBe('newer');
    const { rows } = await database.query('SELECT version FROM entity WHERE id = $1', [site.id]);
    expect(rows).toEqual([{ version: 5 }]);
  });

  it('finds the channel that a reading names, also after it was renamed, and no more when it was deleted', async () => {
    const channel = aChannel({ name: 'A' });
    await publish('channel', 1, channel);
    await replica.waitFor('channel', channel.id, 5_000);
    expect(replica.channel(deviceId, 'A')).toEqual(channel);
    const renamed = { ...channel, name: 'B' };
    await publish('channel', 2, renamed);
    await eventually(() => expect(replica.channel(deviceId, 'B')).toEqual(renamed));
    expect(replica.channel(deviceId, 'A')).toBeUndefined();
    expect(replica.channelsOf(deviceId)).toEqual([renamed]);
    await publish('channel', 3, renamed, true);
    await eventually(() => expect(replica.channel(deviceId, 'B')).toBeUndefined());
    expect(replica.channelsOf(deviceId)).toEqual([]);
  });

  it('tells a listener what changed, once', async () => {
    const changes: EntityChange[] = [];
    const site = aSite();
    const end = replica.onChange((change) => void (change.id === site.id && changes.push(change)));
    await publish('site', 1, site);
    await replica.waitFor('site', site.id, 5_000);
    await publish('site', 1, site);
    await publish('site', 2, { ...site, name: 'x' });
    await eventually(() => expect(replica.site(site.id)?.name).toBe('x'));
    expect(changes.map(({ version, before, after }) => [version, before?.id, after?.id])).toEqual([
      [1, undefined, site.id],
      [2, site.id, site.id],
    ]);
    end();
  });

  it('knows after a restart what it knew before, and what another instance consumed', async () => {
    const site = aSite();
    await publish('site', 1, site);
    await replica.waitFor('site', site.id, 5_000);
    const other = urlEngines({ databaseUrl: engines.ownerUrl });
    await other.start();
    const second = new EntityReplica('metering', await other.database.open('metering', [ENTITY_MIGRATION]), other.bus);
    await second.start();
    expect(second.site(site.id)).toEqual(site);
    const later = aSite();
    await publish('site', 1, later);
    await Promise.all([replica, second].map((one) => one.waitFor('site', later.id, 8_000)));
    expect([replica.site(later.id), second.site(later.id)]).toEqual([later, later]);
    await second.stop();
    await other.stop();
  });

  it('waits no longer than told for what does not come', async () => {
    expect(await replica.waitFor('site', randomIds.next(), 20)).toBeUndefined();
  });
});
