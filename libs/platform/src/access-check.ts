import type { DynamicModule, Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { ACCESS_METADATA } from './access';

/** Throws when a route of the modules states no {@link Access}: the application must not start with an open route. */
export function requireAccessOnEveryRoute(modules: readonly DynamicModule[]): void {
  const open = modules.flatMap(controllersOf).flatMap(routesWithoutAccess);
  if (open.length > 0) throw new Error(`@Access is missing on ${open.join(', ')}`);
}

function controllersOf(module: DynamicModule): Type[] {
  const declared = (Reflect.getMetadata('controllers', module.module) as Type[] | undefined) ?? [];
  const imported = (module.imports ?? []).flatMap((part) => ('module' in part ? controllersOf(part) : []));
  return [...declared, ...(module.controllers ?? []), ...imported];
}

function routesWithoutAccess(controller: Type): string[] {
  if (Reflect.hasMetadata(ACCESS_METADATA, controller)) return [];
  const { prototype } = controller as { prototype: Record<string, unknown> };
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    const isRoute = typeof handler === 'function' && Reflect.hasMetadata(METHOD_METADATA, handler);
    return isRoute && !Reflect.hasMetadata(ACCESS_METADATA, handler) ? [`${controller.name}.${name}`] : [];
  });
}
