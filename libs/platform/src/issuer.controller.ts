import { Body, Controller, Delete, Get, HttpCode, Module, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsString, IsUUID, Length } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '@loanwatch/kernel';
import { Access, CurrentPrincipal } from './access';
import { Answer } from './answer';
import { onlyHeader } from './headers';
import { EmbeddedIssuer } from './issuer';
import { type Principal, scopeOf } from './principal';
import type { Service } from './service';

const MACHINE_TOKEN_SECONDS = 3600;
const NO_STORE = { 'cache-control': 'no-store' };

class NewMachineClientBody {
  @ApiProperty({ example: 'core banking', minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ format: 'uuid', description: 'Institution the machine acts for' })
  @IsUUID()
  institutionId!: string;
}

class MachineClientView {
  @ApiProperty({ format: 'uuid' })
  clientId!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ format: 'uuid' })
  institutionId!: string;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

class NewMachineClientView extends MachineClientView {
  @ApiProperty({ description: 'Shown once; only its hash is kept' })
  clientSecret!: string;
}

class MachineClientList {
  @ApiProperty({ type: [MachineClientView] })
  items!: MachineClientView[];
}

class TokenAnswer {
  @ApiProperty()
  access_token!: string;
  @ApiProperty({ enum: ['Bearer'] })
  token_type!: 'Bearer';
  @ApiProperty({ description: 'Seconds', example: MACHINE_TOKEN_SECONDS })
  expires_in!: number;
}

@ApiTags('Access')
@Controller()
class IssuerController {
  constructor(private readonly issuer: EmbeddedIssuer) {}

  @Get('/.well-known/openid-configuration')
  @Access({ public: true })
  @ApiOperation({ summary: 'OpenID Connect discovery' })
  @ApiResponse({ status: 200, schema: { type: 'object' } })
  discover(): unknown {
    const url = this.issuer.url();
    return {
      issuer: url,
      jwks_uri: `${url}/oauth/jwks`,
      token_endpoint: `${url}/oauth/token`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    };
  }

  @Get('/oauth/jwks')
  @Access({ public: true })
  @ApiOperation({ summary: 'Public keys of the embedded issuer (RFC 7517)' })
  @ApiResponse({ status: 200, schema: { type: 'object' } })
  keys(): unknown {
    return this.issuer.jwks;
  }

  @Post('/oauth/token')
  @HttpCode(200)
  @Access({ public: true })
  @ApiOperation({
    summary: 'Token for a machine client: form fields grant_type=client_credentials (RFC 6749)',
    description: 'client_id and client_secret by HTTP Basic or in the form. Refusals follow RFC 6749, section 5.2.',
  })
  @ApiResponse({ status: 200, type: TokenAnswer })
  @ApiResponse({ status: 400, description: 'invalid_request or unsupported_grant_type' })
  @ApiResponse({ status: 401, description: 'invalid_client' })
  async token(@Req() request: FastifyRequest): Promise<Answer> {
    const form = formOf(request.body);
    if (form === undefined) return refusal(400, 'invalid_request', 'Send a form with grant_type.');
    if (form.get('grant_type') !== 'client_credentials') {
      return refusal(400, 'unsupported_grant_type', 'Only client_credentials.');
    }
    const [id, secret] = clientCredentials(request, form);
    const client = this.issuer.clients.verify(id, secret);
    if (client === undefined) return refusal(401, 'invalid_client', 'Unknown client, or not its secret.');
    const accessToken = await this.issuer.signToken({
      roles: ['client'],
      institutionId: client.institutionId,
      subject: client.clientId,
      ttlSeconds: MACHINE_TOKEN_SECONDS,
    });
    const body = { access_token: accessToken, token_type: 'Bearer', expires_in: MACHINE_TOKEN_SECONDS };
    return new Answer(200, body, NO_STORE);
  }

  @Post('/v1/machine-clients')
  @Access({ roles: ['admin'] })
  @ApiOperation({ summary: 'Create a machine client of an institution; its secret is shown once' })
  @ApiResponse({ status: 201, type: NewMachineClientView })
  async create(
    @Body() { name, institutionId }: NewMachineClientBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    requirePlatform(principal);
    const client = await this.issuer.clients.add(name, institutionId);
    return new Answer(201, client, { ...NO_STORE, location: `/v1/machine-clients/${client.clientId}` });
  }

  @Get('/v1/machine-clients')
  @Access({ roles: ['admin'] })
  @ApiOperation({ summary: 'Machine clients, without their secrets' })
  @ApiResponse({ status: 200, type: MachineClientList })
  list(@CurrentPrincipal() principal: Principal): MachineClientList {
    requirePlatform(principal);
    return { items: this.issuer.clients.list() };
  }

  @Delete('/v1/machine-clients/:id')
  @HttpCode(204)
  @Access({ roles: ['admin'] })
  @ApiOperation({ summary: 'Remove a machine client; tokens already issued end within the hour' })
  @ApiResponse({ status: 204 })
  async remove(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    requirePlatform(principal);
    await this.issuer.clients.remove(id);
  }
}

@Module({})
class IssuerModule {}

/** The embedded issuer as a service of its host: discovery, keys, tokens for machines. */
export function issuerService(issuer: EmbeddedIssuer): Service {
  return {
    name: 'issuer',
    module: {
      module: IssuerModule,
      controllers: [IssuerController],
      providers: [{ provide: EmbeddedIssuer, useValue: issuer }],
    },
    start: async () => undefined,
    stop: async () => undefined,
    checks: {},
  };
}

/** A client acts for an institution: who could make one for any could act for all. */
function requirePlatform(principal: Principal): void {
  if (scopeOf(principal).kind === 'platform') return;
  throw new DomainError('auth.forbidden', 'forbidden', 'Only the platform itself may do this.');
}

function formOf(body: unknown): ReadonlyMap<string, string> | undefined {
  if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return undefined;
  return new Map(Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function clientCredentials(request: FastifyRequest, form: ReadonlyMap<string, string>): [id: string, secret: string] {
  const basic = /^basic ([a-z0-9+/=_-]+)$/i.exec(onlyHeader(request.raw, 'authorization') ?? '')?.[1];
  if (basic === undefined) return [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return [id, secret.join(':')];
}

/** RFC 6749 instead of a problem: OAuth libraries read `error`. */
function refusal(status: number, error: string, description: string): Answer {
  const headers = status === 401 ? { ...NO_STORE, 'www-authenticate': 'Basic' } : NO_STORE;
  return new Answer(status, { error, error_description: description }, headers);
}
