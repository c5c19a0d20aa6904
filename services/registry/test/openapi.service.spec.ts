import { createHttpApp, describeEngines, serviceDocument } from '@loanwatch/platform';
import { createService, RegistryConfig } from '../src/service';

interface Schema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly default?: unknown; readonly type?: unknown }>>;
}

describe('the description of the API', () => {
  let text: string;
  let schemas: Readonly<Record<string, Schema>>;
  beforeAll(async () => {
    const config = Object.assign(new RegistryConfig(), { REGISTRY_PERSON_KEY: Buffer.alloc(32).toString('base64') });
    const service = await createService(describeEngines(), config);
    const authenticate = (): Promise<never> => Promise.reject(new Error('nobody calls'));
    const app = await createHttpApp([service.module], { authenticator: { authenticate } });
    const document = serviceDocument(app, service);
    text = JSON.stringify(document);
    schemas = document.components?.schemas as Readonly<Record<string, Schema>>;
    await app.close();
  });

  it('is made without a database and every schema it names is there', () => {
    const named = [...text.matchAll(/"#\/components\/schemas\/([^"]*)"/g)].map(([, name]) => name!);
    expect(named.filter((name) => !Object.hasOwn(schemas, name))).toEqual([]);
    expect(named).toEqual(
      expect.arrayContaining(['CalendarChanges', 'CalendarView', 'Shift', 'Consent', 'ChannelChanges']),
    );
  });

  it('names defaults where a field may be left out of a whole record, and none in patches', () => {
    const defaults = (schema: string): string[] =>
      Object.entries(schemas[schema]?.properties ?? {}).flatMap(([name, property]) =>
        'default' in property ? [name] : [],
      );
    expect(defaults('DeviceDraft')).toEqual(['latenessLimitSeconds', 'expectedIntervalSeconds', 'status', 'channels']);
    expect(Object.keys(schemas).filter((name) => name.endsWith('Patch') && defaults(name).length > 0)).toEqual([]);
    expect(schemas['DevicePatch']).not.toHaveProperty('required');
    expect(schemas['DevicePatch']?.properties).toMatchObject({
      vendor: { type: ['string', 'null'] },
      name: { type: 'string' },
    });
  });

  it('promises in answers every field that is always there', () => {
    expect(schemas['DeviceView']?.required).toEqual(
      expect.arrayContaining(['id', 'version', 'updatedAt', 'enterpriseId', 'latenessLimitSeconds', 'status']),
    );
    expect(schemas['SiteView']?.required).toEqual(expect.arrayContaining(['tags', 'calendar']));
  });
});
