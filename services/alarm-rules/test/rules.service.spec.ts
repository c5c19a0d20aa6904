import type { RuleDocument } from '@loanwatch/contracts';
import { randomIds } from '@loanwatch/kernel';
import { type Caller, RulesApp } from './rules-app';

const document: RuleDocument = {
  name: { zh: '机器过热', en: 'Machine too hot' },
  family: 'climate',
  metric: 'temperature',
  ladder: [{ severity: 'RED', condition: { kind: 'threshold', operator: 'above', value: 90 } }],
  stalenessMs: 3_600_000,
};

describe('rules over HTTP', () => {
  const [bank, rival] = [randomIds.next(), randomIds.next()];
  let app: RulesApp;
  let manager: Caller;
  let platform: Caller;
  beforeAll(async () => {
    app = await RulesApp.start();
    manager = app.as('risk_manager', bank);
    platform = app.as('service_manager');
  });
  afterAll(() => app.stop());

  it('are drafted, published as version 1, changed in a draft and published as version 2', async () => {
    const drafted = await manager.post('/v1/rules', document);
    expect(drafted).toMatchObject({
      status: 201,
      etag: '"1"',
      body: { status: 'DRAFT', version: null, published: null, draft: { document, author: 'risk_manager-1' } },
    });
    const url = `/v1/rules/${drafted.body.id}`;
    const published = await manager.post(`${url}/publish`, undefined, { 'if-match': '"1"' });
    expect(published).toMatchObject({ status: 200, body: { status: 'PUBLISHED', version: 1, draft: null } });

    const milder = { ...document, ladder: [{ ...document.ladder[0], severity: 'BLUE' }] };
    const saved = await manager.put(`${url}/draft`, milder, { 'if-match': published.etag });
    expect(saved.body).toMatchObject({ version: 1, published: document, draft: { document: milder } });
    await manager.post(`${url}/publish`, undefined, { 'if-match': saved.etag });
    const { body } = await manager.get(`${url}/versions?limit=1`);
    expect(body).toMatchObject({ items: [{ version: 2, document: milder, publisher: 'risk_manager-1' }] });
    const next = await manager.get(`${url}/versions?limit=1&cursor=${body.nextCursor}`);
    expect(next.body).toMatchObject({ items: [{ version: 1, document }], nextCursor: null });

    const { etag } = await manager.get(url);
    const retired = await manager.post(`${url}/retire`, undefined, { 'if-match': etag });
    expect(retired.body).toMatchObject({ status: 'RETIRED', version: 2 });
    const tooLate = await manager.put(`${url}/draft`, document, { 'if-match': retired.etag });
    expect(tooLate).toMatchObject({ status: 409, body: { type: 'urn:problem:rule.retired' } });
  });

  it('are refused with the fields that are wrong', async () => {
    const wrong = await manager.post('/v1/rules', { ...document, metric: 'energy.day', colour: 'red' });
    expect(wrong).toMatchObject({
      status: 422,
      body: { type: 'urn:problem:rule.invalid', title_zh: '预警策略不正确', errors: [{ pointer: '/colour' }] },
    });
    const senseless = await manager.post('/v1/rules', { ...document, metric: 'energy.day' });
    expect(senseless).toMatchObject({ status: 422, body: { errors: [{ pointer: '/family' }] } });
    for (const nothing of [[], {}, { ladder: null }]) {
      expect((await manager.post('/v1/rules', nothing)).status).toBe(422);
    }
  });

  it('keep their metric, because an alarm must not come to mean something else', async () => {
    const id = await manager.publish(document);
    const { etag } = await manager.get(`/v1/rules/${id}`);
    const other = { ...document, metric: 'humidity' };
    expect(await manager.put(`/v1/rules/${id}/draft`, other, { 'if-match': etag })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/metric' }] },
    });
  });

  it('ask for the revision the editor has seen', async () => {
    const { body } = await manager.post('/v1/rules', document);
    const url = `/v1/rules/${body.id}`;
    expect((await manager.post(`${url}/publish`)).status).toBe(428);
    expect((await manager.post(`${url}/publish`, undefined, { 'if-match': '"7"' })).status).toBe(412);
    expect((await manager.put(`${url}/draft`, document, { 'if-match': '"7"' })).status).toBe(412);
    expect((await manager.get(url)).body).toMatchObject({ revision: 1, status: 'DRAFT' });
  });

  it('have nothing to publish without a draft', async () => {
    const id = await manager.publish(document);
    const { etag } = await manager.get(`/v1/rules/${id}`);
    expect(await manager.post(`/v1/rules/${id}/publish`, undefined, { 'if-match': etag })).toMatchObject({
      status: 409,
      body: { type: 'urn:problem:rule.no-draft' },
    });
  });

  it('are created once for one Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomIds.next() };
    const first = await manager.post('/v1/rules', document, key);
    const second = await manager.post('/v1/rules', document, key);
    expect(second.body.id).toBe(first.body.id);
    expect((await manager.post('/v1/rules', { ...document, stalenessMs: 5_000 }, key)).status).toBe(422);
  });

  it('of another institution do not exist', async () => {
    const id = await manager.publish(document);
    const stranger = app.as('risk_manager', rival);
    const tag = { 'if-match': '"2"' };
    const answers = await Promise.all([
      stranger.get(`/v1/rules/${id}`),
      stranger.get(`/v1/rules/${id}/versions`),
      stranger.get(`/v1/rules/${id}/status`),
      stranger.put(`/v1/rules/${id}/draft`, document, tag),
      stranger.post(`/v1/rules/${id}/publish`, undefined, tag),
      stranger.post(`/v1/rules/${id}/retire`, undefined, tag),
      stranger.get('/v1/rules/not-an-id'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 404]);
    expect((await stranger.get('/v1/rules?limit=200')).body.items).not.toContainEqual(expect.objectContaining({ id }));
  });

  it('of the platform are templates: seen by every institution once published, changed by the platform alone', async () => {
    const drafted = await platform.post('/v1/rules', document);
    const url = `/v1/rules/${drafted.body.id}`;
    expect((await manager.get(url)).status).toBe(404);
    await platform.post(`${url}/publish`, undefined, { 'if-match': drafted.etag });
    const seen = await manager.get(url);
    expect(seen).toMatchObject({
      status: 200,
      body: { owner: { kind: 'platform' }, published: document, draft: null },
    });
    expect((await manager.get(`${url}/versions`)).body.items).toHaveLength(1);
    const tag = { 'if-match': seen.etag };
    expect(await manager.put(`${url}/draft`, document, tag)).toMatchObject({
      status: 403,
      body: { type: 'urn:problem:rule.not-owner' },
    });
    expect((await manager.post(`${url}/retire`, undefined, tag)).status).toBe(403);
    await platform.put(`${url}/draft`, { ...document, stalenessMs: 5_000 }, tag);
    expect((await manager.get(url)).body).toMatchObject({ draft: null, published: document });
  });

  it('of an institution are read by the platform and changed by the institution alone', async () => {
    const id = await manager.publish(document);
    const seen = await platform.get(`/v1/rules/${id}`);
    expect(seen.body).toMatchObject({ owner: { kind: 'institution', institutionId: bank } });
    expect((await platform.post(`/v1/rules/${id}/retire`, undefined, { 'if-match': seen.etag })).status).toBe(403);
  });

  it.each(['account_manager', 'information_officer', 'enterprise_user'] as const)('are not for a %s', async (role) => {
    expect((await app.as(role, bank).get('/v1/rules')).status).toBe(403);
    expect((await app.as(role, bank).post('/v1/rules', document)).status).toBe(403);
  });

  it('are read and not written by a machine client', async () => {
    const id = await manager.publish(document);
    const client = app.as('client', bank);
    expect((await client.get(`/v1/rules/${id}`)).status).toBe(200);
    expect((await client.post('/v1/rules', document)).status).toBe(403);
  });

  it('are listed newest first, in pages, by status and metric', async () => {
    const own = app.as('risk_manager', randomIds.next());
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.unshift(await own.publish({ ...document, metric: 'humidity' }));
    const query = '/v1/rules?status=PUBLISHED&metric=humidity&limit=2';
    const first = await own.get(query);
    const second = await own.get(`${query}&cursor=${first.body.nextCursor}`);
    const listed = [...first.body.items, ...second.body.items];
    expect(listed.map(({ id }) => id)).toEqual(ids);
    expect((await own.get('/v1/rules?status=DRAFT')).body.items).toEqual([]);
    expect((await own.get('/v1/rules?metric=moon')).status).toBe(422);
  });
});

describe('rules where two people are asked for', () => {
  let app: RulesApp;
  beforeAll(async () => {
    app = await RulesApp.start({ FOUR_EYES: true });
  });
  afterAll(() => app.stop());

  it('are published by somebody other than the author of the draft', async () => {
    const bank = randomIds.next();
    const [author, checker] = [app.as('risk_manager', bank, 'a'), app.as('risk_manager', bank, 'b')];
    const { body, etag } = await author.post('/v1/rules', document);
    const publish = `/v1/rules/${body.id}/publish`;
    expect(await author.post(publish, undefined, { 'if-match': etag })).toMatchObject({
      status: 403,
      body: { type: 'urn:problem:rule.second-person-required' },
    });
    expect((await checker.post(publish, undefined, { 'if-match': etag })).status).toBe(200);
    const { items } = (await author.get(`/v1/rules/${body.id}/versions`)).body;
    expect(items).toMatchObject([{ author: 'a', publisher: 'b' }]);
  });
});
