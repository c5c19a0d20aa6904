import { randomUUID } from 'node:crypto';
import { type Role, ROLES } from '@loanwatch/platform';
import { eventually } from '@loanwatch/testing';
import { addressOf, idsOf, inParallel, isCovered } from './support/addresses';
import { enterInstitution, grantText, warmRule } from './support/borrower';
import { type Caller } from './support/caller';
import { tellFigure } from './support/figures';
import { type Installation, startInstallation } from './support/installation';
import { OpenApi, type Operation } from './support/openapi';
import { type Relation, RELATIONS, rowOf } from './support/relations';
import { enterTenant, FAMILIES, type Tenant } from './support/tenant';

const AT_ONCE = 8;
const NEVER_A_REVISION = '"999999"';
const ENDLESS = '/v1/notifications/stream';
const PLATFORM_ROLES: readonly string[] = ['service_manager', 'admin'];
/** What a lender says of itself and its contracts; a grant on the borrower opens none of it. */
const PRIVATE_TEXTS = ['loan', 'steel', 'plan', 'call', 'desk', 'warm', '库温', 'grant', 'bank'];
const PRIVATE_IDS = [
  'loanId',
  'pledgeId',
  'planId',
  'ruleId',
  'recipientId',
  'alarmId',
  'caseId',
  'deliveryId',
] as const;

/** One try: who, on whose records, and what has to come. */
interface Cell {
  readonly operation: Operation;
  readonly role: string;
  readonly relation: string;
  readonly caller: Caller;
  readonly expected: number;
  /** Texts and ids of others that the answer must not hold. */
  readonly secrets: readonly string[];
}

describe('who may do what to whose records', () => {
  let installation: Installation;
  let api: OpenApi;
  /** Whose records everything is tried on. */
  let subject: Tenant;
  let stranger: Tenant;
  let guarantor: string;
  let former: string;
  let lenderOfSubject: Caller;

  beforeAll(async () => {
    installation = await startInstallation({ LOANWATCH_RATE_LIMIT: '0' });
    api = await OpenApi.of(installation.url);
    subject = await enterTenant(installation, 'canary-alpha-7f3');
    stranger = await enterTenant(installation, 'canary-omega-9c1');
    const admin = await installation.as('admin');
    guarantor = await enterInstitution(admin, 'Ruixin Guarantee');
    former = await enterInstitution(admin, 'Donghu Leasing');
    await admin.create('/v1/grants', grantText(guarantor, subject.enterpriseId, FAMILIES));
    await admin.create('/v1/grants', grantText(former, subject.enterpriseId, FAMILIES, { from: -60, to: -1 }));
    lenderOfSubject = await installation.as('risk_manager', { institutionId: subject.institutionId });
    const granted = await installation.as('risk_manager', { institutionId: guarantor });
    await eventually(() => granted.get(`/v1/enterprises/${subject.enterpriseId}/overview`));
  });
  afterAll(() => installation.stop());

  const institutionOf = (relation: Relation): string =>
    ({
      own: subject.institutionId,
      granted: guarantor,
      'grant expired': former,
      'other tenant': stranger.institutionId,
    })[relation];
  const callerOf = (role: Role, relation: Relation): Promise<Caller> => {
    if (PLATFORM_ROLES.includes(role)) return installation.as(role);
    if (role !== 'enterprise_user') return installation.as(role, { institutionId: institutionOf(relation) });
    const { enterpriseId } = relation === 'own' ? subject : stranger;
    return installation.as(role, { enterpriseId });
  };
  const expectedOf = ({ roles, ...operation }: Operation, role: Role, relation: Relation): number => {
    if (roles.includes('device')) return 401;
    if (!roles.includes(role)) return 403;
    const found = rowOf(operation);
    if (found === undefined) throw new Error(`no row for ${operation.method} ${operation.path}`);
    if (PLATFORM_ROLES.includes(role)) return found.platform;
    if (role === 'enterprise_user') return found.enterprise?.[relation === 'own' ? 0 : 1] ?? NaN;
    return found.institution[RELATIONS.indexOf(relation)] ?? NaN;
  };
  const everythingOf = (tenant: Tenant): readonly string[] => [tenant.canary, ...Object.values(idsOf(tenant))];
  const secretsFrom = (role: Role, relation: Relation): readonly string[] => {
    if (PLATFORM_ROLES.includes(role)) return [];
    if (relation === 'own') return everythingOf(stranger);
    if (role === 'enterprise_user' || relation === 'other tenant') return everythingOf(subject);
    // Whose grant has ended still sees the grant, and in it whom it was about.
    if (relation === 'grant expired') {
      return everythingOf(subject).filter((secret) => secret !== subject.enterpriseId);
    }
    const texts = PRIVATE_TEXTS.map((text) => `${subject.canary} ${text}`);
    return [...texts, ...PRIVATE_IDS.map((name) => subject[name]), ...everythingOf(stranger)];
  };
  /** A body on the subject's records that would be taken from whoever may send it. */
  const bodyOf = ({ method, path, body }: Operation): { readonly body?: unknown; readonly type?: string } => {
    if (path === '/v1/imports/{kind}') return { body: 'name,industry\nimported,shop\n', type: 'text/csv' };
    if (method === 'GET' || body === undefined) return {};
    if (path.startsWith('/v1/rules')) return { body: warmRule(30) };
    if (path === '/v1/recipients') return { body: { name: 'desk', channel: 'in-app' } };
    const sampled = api.sample(body, idsOf(subject)) as Record<string, unknown>;
    const unique = ['name', 'contractNo', 'token'].filter((field) => typeof sampled[field] === 'string');
    return { body: { ...sampled, ...Object.fromEntries(unique.map((field) => [field, `n-${randomUUID()}`])) } };
  };
  const targetOf = async ({ method, path }: Operation): Promise<string> => {
    if (method === 'DELETE' && path === '/v1/recipients/{id}') {
      const sacrificed = await lenderOfSubject.create('/v1/recipients', { name: 'to go', channel: 'in-app' });
      return `/v1/recipients/${sacrificed.id}`;
    }
    const query = path.startsWith('/v1/series')
      ? `?metric=temperature&bucket=raw&enterpriseId=${subject.enterpriseId}`
      : '';
    return addressOf({ path }, subject) + query;
  };
  /** What is wrong about the answer of a cell; nothing when it is as expected. */
  const tryOut = async ({ operation, role, relation, caller, expected, secrets }: Cell): Promise<readonly string[]> => {
    const cell = `${operation.method} ${operation.path} as ${role} (${relation})`;
    const target = await targetOf(operation);
    if (operation.path === ENDLESS) {
      const status = await caller.statusOf(target);
      return status === expected ? [] : [`${cell}: ${status} instead of ${expected}`];
    }
    const { body, type = 'application/json' } = bodyOf(operation);
    const headers = { 'if-match': NEVER_A_REVISION, 'idempotency-key': randomUUID() };
    const answer = await caller.call(operation.method, target, {
      ...(body !== undefined && { body }),
      headers: { ...headers, ...(body !== undefined && { 'content-type': type }) },
    });
    // An id that the caller has sent may come back in the answer.
    const sent = `${target} ${body === undefined ? '' : JSON.stringify(body)}`;
    const leaked = secrets.filter((secret) => answer.text.includes(secret) && !sent.includes(secret));
    return [
      ...(answer.status === expected
        ? []
        : [`${cell}: ${answer.status} instead of ${expected}: ${answer.text.slice(0, 160)}`]),
      ...(leaked.length === 0 ? [] : [`${cell}: LEAKS ${leaked.join(', ')}`]),
    ];
  };

  it('has a row and seeded records for every operation of the OpenAPI document', () => {
    const guarded = api.operations.filter(({ roles }) => roles.length > 0 && !roles.includes('device'));
    const names = (operations: readonly Operation[]): string[] =>
      operations.map(({ method, path }) => `${method} ${path}`);
    expect(names(guarded.filter((operation) => rowOf(operation) === undefined))).toEqual([]);
    expect(names(api.operations.filter((operation) => !isCovered(operation)))).toEqual([]);
    const missing = guarded.filter(
      (operation) => operation.roles.includes('enterprise_user') && rowOf(operation)?.enterprise === undefined,
    );
    expect(names(missing)).toEqual([]);
  });

  it('takes readings with the key of the device alone', async () => {
    const [own, other] = [subject.device, stranger.device];
    const send = async (caller: Caller): Promise<number> => {
      const readings = [{ channel: 'hall', value: 20, observedAt: new Date().toISOString() }];
      return (await caller.call('POST', '/v1/readings', { body: { readings } })).status;
    };
    expect(await send(installation.device(own.deviceId, own.key))).toBe(202);
    expect(await send(installation.device(own.deviceId, other.key))).toBe(401);
  });

  it('answers every cell of role, operation and relation as the table says and leaks nothing', async () => {
    const guarded = api.operations.filter(({ roles }) => roles.length > 0);
    const cells: Cell[] = [];
    for (const role of ROLES) {
      // The platform stands to every tenant alike.
      for (const relation of PLATFORM_ROLES.includes(role) ? (['own'] as const) : RELATIONS) {
        const caller = await callerOf(role, relation);
        const secrets = secretsFrom(role, relation);
        for (const operation of guarded) {
          cells.push({ operation, role, relation, caller, expected: expectedOf(operation, role, relation), secrets });
        }
      }
    }
    for (const operation of guarded) {
      const secrets = everythingOf(subject);
      const nobody = { operation, role: 'nobody', relation: 'no token', caller: installation.stranger };
      cells.push({ ...nobody, expected: 401, secrets });
    }
    const faults = await inParallel(cells, AT_ONCE, tryOut);
    tellFigure(
      `${cells.length} cells: ${guarded.length} operations, ${ROLES.length} roles, ${RELATIONS.length} relations`,
    );
    expect(faults.flat()).toEqual([]);
  });

  it('shows staff of the platform whose token names an institution nothing of another one', async () => {
    const guarded = api.operations.filter(({ method, path }) => method === 'GET' && path !== ENDLESS);
    for (const role of ['service_manager', 'admin', 'information_officer'] as const) {
      const caller = await installation.as(role, { institutionId: stranger.institutionId });
      const leaks = await inParallel(guarded, AT_ONCE, async (operation) => {
        const target = await targetOf(operation);
        const { text, status } = await caller.call('GET', target);
        const leaked = everythingOf(subject).filter((secret) => text.includes(secret) && !target.includes(secret));
        return leaked.length === 0 ? [] : [`${role} ${operation.path}: ${status} shows ${leaked.join(', ')}`];
      });
      expect(leaks.flat()).toEqual([]);
    }
  });
});
