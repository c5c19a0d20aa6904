// npm run token -- --role risk_manager --institution <id>: a signed token of the embedded issuer, on standard output.
import { parseArgs } from 'node:util';
import path from 'node:path';
import { DEFAULT_TTL_SECONDS, EmbeddedIssuer, type Role, ROLES } from '@loanwatch/platform';
import { readRuntime } from '../services/all-in-one/src/runtime-file';

const USAGE = `Usage: npm run -s token -- --role ROLE [--role ROLE ...] [options]
  --role ROLE           ${ROLES.join(', ')}
  --institution ID      institution of the person or machine
  --enterprise ID       enterprise of an enterprise_user
  --subject TEXT        opaque id of the person or machine (default: role-1)
  --ttl TIME            lifetime, e.g. 30m, 8h, 7d (default 8h)
  --data DIR            data folder of the all-in-one (default ./data)
  --issuer URL          issuer to name (default: as the all-in-one was last started)`;

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      role: { type: 'string', multiple: true },
      institution: { type: 'string' },
      enterprise: { type: 'string' },
      subject: { type: 'string' },
      ttl: { type: 'string' },
      data: { type: 'string', default: process.env['LOANWATCH_DATA_DIR'] ?? './data' },
      issuer: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(USAGE);
    return;
  }
  const roles = (values.role ?? []).map(readRole);
  if (roles.length === 0) throw new UsageError('--role is missing');
  const dataDir = path.resolve(values.data);
  const url = values.issuer ?? (await readRuntime(dataDir))?.issuer;
  if (url === undefined) throw new UsageError(`no all-in-one has run in ${dataDir} yet: start it, or name --issuer`);
  const issuer = await EmbeddedIssuer.open({ directory: dataDir, url: () => url });
  const token = await issuer.signToken({
    roles,
    institutionId: readId('--institution', values.institution),
    enterpriseId: readId('--enterprise', values.enterprise),
    subject: values.subject,
    ttlSeconds: readSeconds(values.ttl),
  });
  console.log(token);
}

function readRole(text: string): Role {
  const role = ROLES.find((known) => known === text);
  if (role === undefined) throw new UsageError(`${text} is no role; roles: ${ROLES.join(', ')}`);
  return role;
}

function readId(option: string, text: string | undefined): string | undefined {
  if (text !== undefined && !UUID.test(text)) throw new UsageError(`${option} takes a UUID`);
  return text;
}

function readSeconds(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TTL_SECONDS;
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new UsageError('--ttl takes a number and s, m, h or d, e.g. 8h');
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof UsageError) console.error(USAGE);
  process.exitCode = 1;
});
