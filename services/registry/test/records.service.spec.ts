import { RegistryApp } from './registry-app';

describe('records of the registry', () => {
  let app: RegistryApp;
  beforeAll(async () => {
    app = await RegistryApp.start();
  });
  afterAll(() => app.stop());

  it('are made, read, listed, replaced, patched and deleted, each change on the bus with a rising version', async () => {
    const admin = app.as('admin');
    const made = await admin.post('/v1/institutions', { name: '城东银行', kind: 'bank' });

    expect(made.status).toBe(201);
  });
});
