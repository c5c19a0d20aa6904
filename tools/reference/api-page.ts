import { code, groupBy, page, table } from './markdown';

/** What the page needs of the merged OpenAPI document. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly 'x-roles': readonly string[];
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Column headings of the roles, in the order of the glossary. */
const ROLES = {
  risk_manager: 'RM',
  account_manager: 'AM',
  information_officer: 'IO',
  service_manager: 'SM',
  admin: 'AD',
  enterprise_user: 'EU',
  client: 'MC',
} as const;

/** Every list takes them. */
const PAGING = new Set(['limit', 'cursor']);

const INTRODUCTION = `# API

All operations, who may call them, and their query parameters (**bold**: required; lists also take \`limit\` and
\`cursor\`). Fields of bodies and answers, with units, ranges and examples: Swagger at \`/docs\` of a running Loanwatch, or
\`contracts/openapi/loanwatch.json\` (OpenAPI 3.1) for code generators. Refusals: [problems](problems.md). How to begin:
[integrate a bank](../how-to/integrate-a-bank.md).

RM risk_manager 风控经理, AM account_manager 客户经理, IO information_officer 信息员, SM service_manager 服务经理,
AD admin 管理员, EU enterprise_user 企业用户, MC client, a machine of an institution. ● may call; what it then sees is its
own institution's or enterprise's part. _device_: the device's own key. _public_: no token.

Generated from \`contracts/openapi/loanwatch.json\` by \`npm run docs:reference\`; do not edit.`;

export function apiPage({ paths }: OpenApiDocument): string {
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Route => ({ method: method.toUpperCase(), path, operation })),
  );
  const groups = groupBy(routes, ({ operation }) => operation.tags?.[0] ?? 'other');
  const sections = [...groups.keys()].toSorted().map((tag) => `## ${tag}\n\n${section(groups.get(tag) ?? [])}`);
  return page(INTRODUCTION, ...sections);
}

function section(routes: readonly Route[]): string {
  const isForStaff = ({ operation }: Route): boolean => operation['x-roles'].some((role) => role in ROLES);
  const staff = routes.filter(isForStaff);
  const others = routes.filter((route) => !isForStaff(route));
  const tables = [
    ...(staff.length === 0 ? [] : [table(['operation', 'what it does', ...Object.values(ROLES)], staff.map(staffRow))]),
    ...(others.length === 0 ? [] : [table(['operation', 'what it does', 'who'], others.map(otherRow))]),
  ];
  return tables.join('\n\n');
}

function staffRow(route: Route): readonly string[] {
  const roles = route.operation['x-roles'];
  return [nameOf(route), aboutOf(route), ...Object.keys(ROLES).map((role) => (roles.includes(role) ? '●' : ''))];
}

function otherRow(route: Route): readonly string[] {
  return [nameOf(route), aboutOf(route), `_${route.operation['x-roles'][0] ?? 'public'}_`];
}

function nameOf({ method, path }: Route): string {
  return code(`${method} ${path}`);
}

function aboutOf({ operation }: Route): string {
  const query = (operation.parameters ?? []).filter(
    (parameter) => parameter.in === 'query' && !PAGING.has(parameter.name),
  );
  const names = query.map(({ name, required }) => (required === true ? `**${code(name)}**` : code(name)));
  return [operation.summary ?? '', ...(names.length === 0 ? [] : [`Query: ${names.join(', ')}`])].join('. ');
}
