import type { EntityKind } from '@loanwatch/contracts';
import {
  Access,
  type Answer,
  ApiIdempotencyKey,
  CurrentPrincipal,
  Idempotent,
  type IdempotentRequest,
  IfMatch,
  type Page,
  PageQuery,
  PROBLEM_CONTENT,
  type Principal,
  UuidParam,
} from '@loanwatch/platform';
import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Patch,
  Post,
  Put,
  Query,
} from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Registry } from '../app/registry';
import type { Transactions } from '../app/transactions';
import type { ChangesOf, DraftOf } from '../domain/drafts';
import { created, ETAG, ok, pageOf, pageViewOf, type Resource } from './resource';
import { REGISTRY, TRANSACTIONS } from './tokens';

type Class<T = object> = new (...parts: never[]) => T;

/** The standard operations, as a subclass that adds one of its own may call them. */
export interface ResourceController {
  readonly registry: Registry;
  readonly transactions: Transactions;
}

/** The types of a method's parameters, which TypeScript cannot write down when the class is made at run time. */
function Takes(...types: readonly object[]): MethodDecorator {
  return (target, method) => Reflect.defineMetadata('design:paramtypes', types, target, method);
}

const Problem = (status: number, description: string): MethodDecorator =>
  ApiResponse({ status, description, ...PROBLEM_CONTENT });

/** What every change of one record by its version answers. */
function ChangesOneVersion(): MethodDecorator {
  return applyDecorators(
    ApiHeader({ name: 'If-Match', required: true, description: 'ETag of the version last read', example: '"1"' }),
    Problem(409, 'A rule of the registry is against it; the detail says which'),
    Problem(412, 'It was changed since that version'),
    Problem(428, 'If-Match is missing'),
  );
}

/** POST, GET, GET list, PUT, PATCH and DELETE of one kind under `/v1/<path>`. */
export function resourceController<K extends EntityKind>(resource: Resource<K>): Class<ResourceController> {
  const { kind, one, readers, writers, view } = resource;
  const PageView = pageViewOf(view);

  @ApiTags(resource.path)
  @Controller(`v1/${resource.path}`)
  class StandardController implements ResourceController {
    constructor(
      @Inject(REGISTRY) readonly registry: Registry,
      @Inject(TRANSACTIONS) readonly transactions: Transactions,
    ) {}

    @Post()
    @Takes(resource.draft, Object, Object)
    @Access({ roles: writers })
    @ApiOperation({ summary: `Register ${one}` })
    @ApiIdempotencyKey({ required: false })
    @ApiResponse({ status: 201, type: view, headers: ETAG })
    @Problem(409, 'A record like it exists already')
    @Problem(422, 'A field is wrong, or names a record that does not exist')
    create(
      @Body() draft: DraftOf<K>,
      @CurrentPrincipal() principal: Principal,
      @Idempotent() request: IdempotentRequest | undefined,
    ): Promise<Answer> {
      return this.transactions.once(request, principal, async (tx, scope) => {
        const [made] = await this.registry.create(tx, scope, kind, [draft]);
        return created(resource.path, made, scope);
      });
    }

    @Get()
    @Takes(resource.query, Object)
    @Access({ roles: readers })
    @ApiOperation({ summary: `List of ${resource.path}, oldest first`, description: 'Filters are joined by "and".' })
    @ApiResponse({ status: 200, type: PageView })
    @Problem(422, 'A filter or the cursor is wrong')
    list(@Query() query: PageQuery, @CurrentPrincipal() principal: Principal): Promise<Page<object>> {
      return this.transactions.run(principal, (tx, scope) => pageOf(this.registry, tx, scope, kind, query));
    }

    @Get(':id')
    @Takes(String, Object)
    @Access({ roles: readers })
    @ApiOperation({ summary: `Show ${one}` })
    @ApiResponse({ status: 200, type: view, headers: ETAG })
    get(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Answer> {
      return this.transactions.run(principal, async (tx, scope) => ok(await this.registry.get(tx, kind, id), scope));
    }

    @Put(':id')
    @Takes(String, Number, resource.changes, Object)
    @Access({ roles: writers })
    @ApiOperation({ summary: `Replace ${one}`, description: 'An optional field that is left out gets its default.' })
    @ChangesOneVersion()
    @ApiResponse({ status: 200, type: view, headers: ETAG })
    @Problem(422, 'A field is wrong, or names a record that does not exist')
    replace(
      @UuidParam('id') id: string,
      @IfMatch() expectedVersion: number,
      @Body() changes: ChangesOf<K>,
      @CurrentPrincipal() principal: Principal,
    ): Promise<Answer> {
      return this.transactions.run(principal, async (tx, scope) =>
        ok(await this.registry.replace(tx, scope, kind, { id, expectedVersion }, changes), scope),
      );
    }

    @Patch(':id')
    @Takes(String, Number, resource.patch, Object)
    @Access({ roles: writers })
    @ApiOperation({
      summary: `Change fields of ${one}`,
      description: 'JSON merge patch (RFC 7396): what is left out stays, null removes an optional field.',
    })
    @ChangesOneVersion()
    @ApiResponse({ status: 200, type: view, headers: ETAG })
    @Problem(422, 'A field is wrong, or names a record that does not exist')
    patch(
      @UuidParam('id') id: string,
      @IfMatch() expectedVersion: number,
      @Body() patch: object,
      @CurrentPrincipal() principal: Principal,
    ): Promise<Answer> {
      return this.transactions.run(principal, async (tx, scope) =>
        ok(await this.registry.patch(tx, scope, kind, { id, expectedVersion }, patch), scope),
      );
    }

    @Delete(':id')
    @HttpCode(204)
    @Takes(String, Number, Object)
    @Access({ roles: writers })
    @ApiOperation({ summary: `Delete ${one}`, description: 'Refused while other records name it.' })
    @ChangesOneVersion()
    @ApiResponse({ status: 204, description: 'Deleted' })
    async remove(
      @UuidParam('id') id: string,
      @IfMatch() expectedVersion: number,
      @CurrentPrincipal() principal: Principal,
    ): Promise<void> {
      await this.transactions.run(principal, (tx, scope) =>
        this.registry.remove(tx, scope, kind, { id, expectedVersion }),
      );
    }
  }

  Object.defineProperty(StandardController, 'name', { value: `${view.name.replace(/View$/, '')}Controller` });
  return StandardController;
}
