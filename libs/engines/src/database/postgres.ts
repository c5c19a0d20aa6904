import { createHmac } from 'node:crypto';
import { Client, escapeIdentifier as identifier, escapeLiteral as literal } from 'pg';
import { migrate } from './migrate';
import { PostgresDatabase } from './pool';
import type { Database, DatabaseEngine, Migration, OpenOptions } from './port';

export interface PostgresOptions {
  /**
   * `postgres://` URL of a role that may create schemas and roles; it owns every table. A function gives each service
   * a database of its own (then the bus and the event store must not be the embedded ones: they share one database).
   */
  readonly ownerUrl: string | ((service: string) => string);
  /** URL of a service's own login role, when a DBA keeps the roles. By default the role is created, with a derived password. */
  readonly serviceUrl?: (service: string) => string;
  /** Longest wait for one answer, in ms (default 5,000). */
  readonly queryTimeoutMs?: number;
}

const DEFAULT_CONNECTIONS = 8;
const DEFAULT_QUERY_TIMEOUT_MS = 5_000;
const MIGRATION_LOCK_WAIT_MS = 60_000;

/** Services' schemas on PostgreSQL servers that run already. */
export class PostgresDatabases implements DatabaseEngine {
  private readonly opened = new Set<PostgresDatabase>();

  constructor(private readonly options: PostgresOptions) {}

  async start(): Promise<void> {
    if (typeof this.options.ownerUrl === 'string') await this.check();
  }

  async open(service: string, migrations: readonly Migration[], options: OpenOptions = {}): Promise<PostgresDatabase> {
    const schema = schemaOf(service);
    const ownerUrl = this.ownerUrlOf(service);
    const url = await asOwner(ownerUrl, async (session) => {
      await session.query(`SELECT pg_advisory_lock(hashtextextended(${literal(`loanwatch.${schema}`)}, 0))`);
      const serviceUrl = await this.provision(session, service, schema, ownerUrl);
      await migrate(session, schema, migrations);
      return serviceUrl;
    });
    const database = new PostgresDatabase({
      url,
      schema,
      maxConnections: options.maxConnections ?? DEFAULT_CONNECTIONS,
      queryTimeoutMs: options.queryTimeoutMs ?? this.options.queryTimeoutMs ?? DEFAULT_QUERY_TIMEOUT_MS,
    });
    this.opened.add(database);
    return database;
  }

  async check(): Promise<void> {
    const databases: Database[] = [...this.opened];
    if (databases.length > 0) return void (await Promise.all(databases.map((database) => database.check())));
    if (typeof this.options.ownerUrl === 'string')
      await asOwner(this.options.ownerUrl, (session) => session.query('SELECT 1'));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.opened].map((database) => database.close()));
    this.opened.clear();
  }

  private ownerUrlOf(service: string): string {
    const { ownerUrl } = this.options;
    return typeof ownerUrl === 'string' ? ownerUrl : ownerUrl(service);
  }

  /** Creates the schema and the service's role where they are missing; returns the URL the service connects with. */
  private async provision(session: Client, service: string, schema: string, ownerUrl: string): Promise<string> {
    const prefix = decodeURIComponent(new URL(ownerUrl).pathname.slice(1));
    const services = `${prefix}_services`;
    const serviceUrl = this.options.serviceUrl?.(service) ?? derivedUrl(ownerUrl, `${prefix}_${schema}`);
    const { username, password } = new URL(serviceUrl);
    const role = decodeURIComponent(username);
    await createRole(session, services, 'NOLOGIN');
    if (this.options.serviceUrl === undefined) {
      await createRole(session, role, 'LOGIN');
      await session.query(`ALTER ROLE ${identifier(role)} PASSWORD ${literal(decodeURIComponent(password))}`);
    }
    await requireHarmless(session, role);
    await session.query(`
      CREATE SCHEMA IF NOT EXISTS ${identifier(schema)};
      GRANT ${identifier(services)} TO ${identifier(role)};
      GRANT USAGE ON SCHEMA ${identifier(schema)} TO ${identifier(role)};
      ALTER DEFAULT PRIVILEGES IN SCHEMA ${identifier(schema)}
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${identifier(role)};
      ALTER DEFAULT PRIVILEGES IN SCHEMA ${identifier(schema)} GRANT USAGE ON SEQUENCES TO ${identifier(role)};
      SELECT set_config('app.service_role', ${literal(role)}, false),
             set_config('app.services_role', ${literal(services)}, false)`);
    return serviceUrl;
  }
}

/** `alarm-review` keeps its tables in the schema `alarm_review`. */
export function schemaOf(service: string): string {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(service)) throw new RangeError(`not a service name: ${service}`);
  return service.replaceAll('-', '_');
}

/** The password follows from the owner's secret and the role's name, so that nothing has to store it. */
function derivedUrl(ownerUrl: string, role: string): string {
  const url = new URL(ownerUrl);
  url.password = createHmac('sha256', decodeURIComponent(url.password)).update(role).digest('hex');
  url.username = role;
  return url.href;
}

async function createRole(session: Client, role: string, login: 'LOGIN' | 'NOLOGIN'): Promise<void> {
  await session.query(`
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(role)}) THEN
        CREATE ROLE ${identifier(role)} ${login};
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$`);
}

/** Row-level security binds only a role that is no superuser and has no BYPASSRLS. */
async function requireHarmless(session: Client, role: string): Promise<void> {
  const { rows } = await session.query<{ powerful: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS powerful FROM pg_roles WHERE rolname = $1',
    [role],
  );
  if (rows[0] === undefined)
    throw new Error(`The database role ${role} does not exist; create it as a plain login role.`);
  if (rows[0].powerful)
    throw new Error(`The database role ${role} bypasses row-level security; use a plain login role.`);
}

async function asOwner<T>(url: string, work: (session: Client) => Promise<T>): Promise<T> {
  const session = new Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    application_name: 'loanwatch/owner',
    options: `-c timezone=UTC -c lock_timeout=${MIGRATION_LOCK_WAIT_MS} -c client_min_messages=warning`,
  });
  session.on('error', () => undefined);
  try {
    await session.connect();
  } catch (error) {
    const { host } = new URL(url);
    throw new Error(`PostgreSQL at ${host} cannot be reached: ${(error as Error).message}.`, { cause: error });
  }
  try {
    return await work(session);
  } finally {
    await session.end().catch(() => undefined);
  }
}
