// npm run openapi:write | check:openapi: the OpenAPI documents of the services under contracts/openapi/.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  createHttpApp,
  createLogger,
  deadLettersService,
  describeEngines,
  EmbeddedIssuer,
  Health,
  issuerService,
  mergedDocument,
  openApiFaults,
  operationsService,
  type Service,
  serviceDocument,
} from '@loanwatch/platform';
import { format } from 'prettier';
import { SERVICES } from '../services/all-in-one/src/service-list';

const ROOT = path.resolve(__dirname, '..');
const FOLDER = path.join(ROOT, 'contracts', 'openapi');
/** Every service of the product; one that is missing in the list of the all-in-one is told, not forgotten. */
const EXPECTED = [
  'registry',
  'device-ingest',
  'video-analytics',
  'metering',
  'alarm-rules',
  'alarm-review',
  'notification',
  'reporting',
];
/** Secrets without a default; any value serves to describe a service. */
const PLACEHOLDERS = { REGISTRY_PERSON_KEY: Buffer.alloc(32).toString('base64') };

async function documents(): Promise<ReadonlyMap<string, unknown>> {
  const services: Service[] = [];
  for (const service of SERVICES) {
    services.push(await service.create(describeEngines(), Object.assign(new service.Config(), PLACEHOLDERS)));
  }
  const issuer = await EmbeddedIssuer.open({ url: () => 'http://localhost:8080' });
  const all = [
    ...services,
    deadLettersService(describeEngines().bus),
    issuerService(issuer),
    operationsService(new Health({}, createLogger('silent'))),
  ];
  const app = await createHttpApp(
    all.map(({ module }) => module),
    { authenticator: issuer.authenticator() },
  );
  try {
    const parts = services.map((service) => [service.name, serviceDocument(app, service)] as const);
    const merged = mergedDocument(app, all);
    const faults = openApiFaults(merged);
    if (faults.length > 0) throw new Error(`an integrator would stumble over:\n  ${faults.join('\n  ')}`);
    return new Map<string, unknown>([...parts, ['loanwatch', merged]]);
  } finally {
    await app.close();
  }
}

async function main(): Promise<void> {
  const isCheck = process.argv.includes('--check');
  if (!isCheck && !process.argv.includes('--write')) throw new Error('say --write or --check');
  for (const name of EXPECTED) {
    if (!SERVICES.some((service) => service.name === name)) console.error(`SKIPPED: ${name} is not written yet`);
  }
  const drifted: string[] = [];
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, document] of await documents()) {
    const file = path.join(FOLDER, `${name}.json`);
    const text = await format(JSON.stringify(document), { parser: 'json', printWidth: 120 });
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    drifted.push(path.relative(ROOT, file));
    if (!isCheck) writeFileSync(file, text);
  }
  if (isCheck && drifted.length > 0) {
    throw new Error(`not what the controllers say: ${drifted.join(', ')}; run npm run openapi:write`);
  }
  console.error(isCheck ? 'OpenAPI documents agree with the controllers' : `${drifted.length} documents written`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
