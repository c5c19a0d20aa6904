import type { OpenAPIObject } from '@nestjs/swagger';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly 'x-roles'?: unknown;
}

/** What an integrator would stumble over: a dangling reference, an operation without summary, roles or success. */
export function openApiFaults(document: OpenAPIObject): string[] {
  return [
    ...danglingReferences(document),
    ...Object.entries(document.paths).flatMap(([path, item]) => pathFaults(path, item)),
  ];
}

function pathFaults(path: string, item: object): string[] {
  return METHODS.flatMap((method) => {
    const operation = (item as Partial<Record<string, Operation>>)[method];
    return operation === undefined
      ? []
      : operationFaults(operation, path).map((fault) => `${method} ${path}: ${fault}`);
  });
}

function operationFaults(operation: Operation, path: string): string[] {
  const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return [
    ...(operation.summary === undefined || operation.summary === '' ? ['no summary'] : []),
    ...(Array.isArray(operation['x-roles']) ? [] : ['does not say who may call it']),
    ...(Object.keys(operation.responses).some((status) => status.startsWith('2')) ? [] : ['no success is described']),
    ...named.filter((name) => !declared.includes(name)).map((name) => `{${name}} is not described`),
  ];
}

function danglingReferences(document: OpenAPIObject): string[] {
  const known = new Set(Object.keys(document.components?.schemas ?? {}).map((name) => `#/components/schemas/${name}`));
  const dangling = new Set<string>();
  JSON.stringify(document, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string' && !known.has(value)) dangling.add(value);
    return value;
  });
  return [...dangling].map((reference) => `${reference} is nowhere`);
}
