import { type Body, RegistryApp } from './registry-app';
import { aPlace } from './world';

let app: RegistryApp;
beforeAll(async () => {
  app = await RegistryApp.start();
});
afterAll(() => app.stop());

describe('a list', () => {
  it('comes in pages, oldest first, each record once', async () => {
    const admin = app.as('admin');
    const { enterprise } = await aPlace(admin);
    const names = Array.from({ length: 7 }, (_, i) => `库 ${i}`);
    for (const name of names) {
      await admin.make('/v1/sites', { enterpriseId: enterprise.id, name, timeZone: 'Asia/Shanghai', tags: ['冷库'] });
    }
    const seen: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await admin.get(`/v1/sites?enterpriseId=${enterprise.id}&tag=冷库&limit=3${query}`);
      expect(page.body.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.body.items.map((site) => site['name']));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(names);
  });

  it('is narrowed down by filters that are joined by "and"', async () => {
    const admin = app.as('admin');
    const { enterprise, site } = await aPlace(admin);
    const make = (name: string, kind: string, status: string): Promise<Body> =>
      admin.make('/v1/devices', { siteId: site.id, name, kind, status });
    await make('Kamera 1', 'camera', 'ACTIVE');
    await make('KAMERA_2', 'camera', 'OUT_OF_SERVICE');
    await make('100%', 'climate', 'ACTIVE');
    const names = async (query: string): Promise<unknown[]> => {
      const { body } = await admin.get(`/v1/devices?enterpriseId=${enterprise.id}&${query}`);
      return body.items.map((device) => device['name']);
    };
    expect(await names('q=kam')).toEqual(['Kamera 1', 'KAMERA_2']);
    expect(await names('q=kamera_')).toEqual(['KAMERA_2']);
    expect(await names(`q=${encodeURIComponent('100%')}`)).toEqual(['100%']);
    expect(await names(`q=${encodeURIComponent('%')}`)).toEqual([]);
    expect(await names('kind=camera&status=ACTIVE')).toEqual(['Kamera 1']);
    expect(await names(`kind=climate&siteId=${site.id.toUpperCase()}`)).toEqual(['100%']);
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'cursor=nonsense',
    'kind=drone',
    'siteId=1',
    'colour=red',
    'kind=camera&kind=meter',
  ])('refuses the query %s', async (query) => {
    expect(await app.as('admin').get(`/v1/devices?${query}`)).toMatchObject({ status: 422 });
  });
});
