import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBasicAuth, ApiBearerAuth, ApiExtension, ApiResponse } from '@nestjs/swagger';
import { DomainError } from '@loanwatch/kernel';
import type { FastifyRequest } from 'fastify';
import { type Authenticator, bearerToken } from './auth';
import { type DeviceKey, readDeviceKey } from './device-key';
import { callerKey, type Principal, type Role } from './principal';
import { PROBLEM_CONTENT } from './problem-schema';
import type { RateLimit } from './rate-limit';

/** Who may call a route. Exactly one of the three. */
export type AccessRule =
  | { readonly roles: readonly [Role, ...Role[]] }
  | { readonly public: true }
  /** The device's own key; the guard reads it, device-ingest verifies it. */
  | { readonly device: true };

export const ACCESS_METADATA = 'loanwatch:access';

/**
 * States who may call a route or, on a class, all its routes. Without it the application does not start: a forgotten
 * line must not open a route. Also documents `x-roles` and the 401, 403 and 404 answers in OpenAPI.
 */
export function Access(rule: AccessRule): ClassDecorator & MethodDecorator {
  const decorators: (ClassDecorator | MethodDecorator)[] = [SetMetadata(ACCESS_METADATA, rule)];
  if ('roles' in rule) {
    decorators.push(
      ApiExtension('x-roles', rule.roles),
      ApiBearerAuth(),
      ApiResponse({ status: 401, description: 'No token, or one that is not valid', ...PROBLEM_CONTENT }),
      ApiResponse({ status: 403, description: 'A role of the token never may do this', ...PROBLEM_CONTENT }),
      ApiResponse({ status: 404, description: 'Unknown, or not yours to see', ...PROBLEM_CONTENT }),
    );
  } else if ('device' in rule) {
    decorators.push(
      ApiExtension('x-roles', ['device']),
      ApiBasicAuth('device'),
      ApiResponse({ status: 401, description: "Not the device's own key", ...PROBLEM_CONTENT }),
    );
  } else {
    decorators.push(ApiExtension('x-roles', []));
  }
  return applyDecorators(...decorators);
}

interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
  deviceKey?: DeviceKey;
}

/** The caller of a route with roles. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (principal === undefined) throw new Error('@CurrentPrincipal needs @Access({ roles })');
  return principal;
});

/** The credential of a route with `@Access({ device: true })`, not verified yet. */
export const CurrentDeviceKey = createParamDecorator((_: unknown, context: ExecutionContext): DeviceKey => {
  const { deviceKey } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (deviceKey === undefined) throw new Error('@CurrentDeviceKey needs @Access({ device: true })');
  return deviceKey;
});

export class AccessGuard implements CanActivate {
  private readonly reflector = new Reflector();

  constructor(
    private readonly authenticator: Authenticator,
    private readonly rateLimit?: RateLimit,
    private readonly isSuspended: (institutionId: string) => boolean = () => false,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (rule === undefined) throw new Error(`${context.getClass().name}: a route without @Access`);
    if ('public' in rule) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if ('device' in rule) {
      request.deviceKey = readDeviceKey(request.raw);
      return true;
    }
    const principal = await this.authenticator.authenticate(bearerToken(request.raw));
    this.rateLimit?.take(callerKey(principal));
    if (!principal.roles.some((role) => rule.roles.includes(role))) {
      throw new DomainError('auth.forbidden', 'forbidden', `This needs one of: ${rule.roles.join(', ')}.`);
    }
    if (principal.institutionId !== null && this.isSuspended(principal.institutionId)) {
      throw new DomainError('auth.forbidden', 'forbidden', 'The institution is suspended.');
    }
    request.principal = principal;
    return true;
  }
}
