import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Database, Scope, Tx } from '@loanwatch/engines';
import { type Clock, DomainError, type Ids, isoTime } from '@loanwatch/kernel';
import {
  Access,
  Answer,
  Cursor,
  CurrentPrincipal,
  IfMatch,
  type Page,
  PageQuery,
  type Principal,
  requireRevision,
  scopeOf,
  UuidParam,
} from '@loanwatch/platform';
import { isEmail } from 'class-validator';
import {
  deleteRecipient,
  findRecipients,
  insertRecipient,
  listRecipients,
  type Recipient,
  updateRecipient,
} from '../app/recipients';
import { newSecret } from '../app/webhook-signature';
import { urlRefusal } from '../app/webhook-sender';
import { NewRecipientDto, RecipientDto, RecipientSettingsDto, RecipientsDto } from './recipient.dto';
import { CLOCK, DATABASE, IDS, WEBHOOK_POLICY } from './tokens';

const cursor = new Cursor('recipients', ['time', 'uuid']);
/** Secrets that sign at the same time during a rotation. */
const SECRETS_IN_ROTATION = 2;

@ApiTags('notification')
@Controller('v1/recipients')
export class RecipientsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(WEBHOOK_POLICY) private readonly webhooks: { readonly allowPrivate: boolean },
  ) {}

  @Post()
  @Access({ roles: ['risk_manager', 'service_manager', 'admin'] })
  @ApiOperation({ summary: 'Register who is told: a webhook endpoint, an e-mail address, or the in-app feed' })
  @ApiResponse({ status: 201, type: RecipientDto })
  async create(@Body() body: NewRecipientDto, @CurrentPrincipal() principal: Principal): Promise<Answer> {
    const scope = scopeOf(principal);
    this.assertAddress(body.channel, body.address);
    const secret = body.channel === 'webhook' ? newSecret() : undefined;
    const recipient: Recipient = {
      id: this.ids.next(),
      institutionId: institutionOf(scope),
      channel: body.channel,
      ...settingsOf(body),
      secrets: secret === undefined ? [] : [secret],
      revision: 0,
      createdAt: isoTime(this.clock.now()),
    };
    await this.database.transaction((tx) => insertRecipient(tx, recipient), scope);
    return Answer.created(shown(recipient, secret), `/v1/recipients/${recipient.id}`, 0);
  }

  @Get()
  @Access({ roles: ['risk_manager', 'account_manager', 'service_manager', 'admin', 'client'] })
  @ApiOperation({ summary: 'Who is told; addresses are masked' })
  @ApiResponse({ status: 200, type: RecipientsDto })
  async list(@Query() query: PageQuery, @CurrentPrincipal() principal: Principal): Promise<Page<RecipientDto>> {
    const place = cursor.decode(query.cursor);
    const after = place === undefined ? undefined : { createdAt: String(place[0]), id: String(place[1]) };
    const rows = await this.database.transaction(
      (tx) => listRecipients(tx, query.limit + 1, after),
      scopeOf(principal),
    );
    return cursor.page(rows, query.limit, (row) => [row.createdAt, row.id], shown);
  }

  @Get(':id')
  @Access({ roles: ['risk_manager', 'account_manager', 'service_manager', 'admin', 'client'] })
  @ApiOperation({ summary: 'One recipient, with its ETag' })
  @ApiResponse({ status: 200, type: RecipientDto })
  async get(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Answer> {
    const recipient = await this.database.transaction((tx) => find(tx, id), scopeOf(principal));
    return Answer.ok(shown(recipient), recipient.revision);
  }

  @Put(':id')
  @Access({ roles: ['risk_manager', 'service_manager', 'admin'] })
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'ETag last read',
    schema: { type: 'string', example: '"0"' },
  })
  @ApiOperation({ summary: 'Change what a recipient is told, and when; without an address the present one stays' })
  @ApiResponse({ status: 200, type: RecipientDto })
  async update(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @Body() body: RecipientSettingsDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    return this.change(id, revision, principal, (recipient) => {
      if (body.address !== undefined) this.assertAddress(recipient.channel, body.address);
      const { address, ...settings } = settingsOf(body);
      return { ...recipient, ...settings, address: address ?? recipient.address };
    });
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Access({ roles: ['risk_manager', 'service_manager', 'admin'] })
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'ETag last read',
    schema: { type: 'string', example: '"0"' },
  })
  @ApiOperation({ summary: 'A new webhook secret, shown once; the former one signs as well until the next rotation' })
  @ApiResponse({ status: 200, type: RecipientDto })
  async rotate(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    const secret = newSecret();
    return this.change(
      id,
      revision,
      principal,
      (recipient) => {
        if (recipient.channel !== 'webhook')
          throw new DomainError('recipient.no-secret', 'conflict', 'only webhooks have secrets');
        return { ...recipient, secrets: [secret, ...recipient.secrets].slice(0, SECRETS_IN_ROTATION) };
      },
      secret,
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @Access({ roles: ['risk_manager', 'service_manager', 'admin'] })
  @ApiOperation({ summary: 'Tell this recipient nothing any more; its delivery log goes with it' })
  @ApiResponse({ status: 204 })
  async remove(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    const removed = await this.database.transaction((tx) => deleteRecipient(tx, id), scopeOf(principal));
    if (!removed) throw notFound();
  }

  private async change(
    id: string,
    revision: number,
    principal: Principal,
    next: (recipient: Recipient) => Recipient,
    secret?: string,
  ): Promise<Answer> {
    const changed = await this.database.transaction(async (tx) => {
      const recipient = await find(tx, id);
      requireRevision(revision, recipient.revision);
      const updated = { ...next(recipient), revision: revision + 1 };
      if (!(await updateRecipient(tx, updated))) requireRevision(revision, revision + 1);
      return updated;
    }, scopeOf(principal));
    return Answer.ok(shown(changed, secret), changed.revision);
  }

  private assertAddress(channel: Recipient['channel'], address: string | undefined): void {
    const wrong = this.addressRefusal(channel, address);
    if (wrong === undefined) return;
    throw new DomainError('recipient.address-refused', 'invalid', wrong, {
      errors: [{ pointer: '/address', detail: wrong }],
    });
  }

  private addressRefusal(channel: Recipient['channel'], address = ''): string | undefined {
    if (channel === 'in-app') return address === '' ? undefined : 'the in-app feed has no address';
    if (channel === 'email') return isEmail(address) ? undefined : 'expected an e-mail address';
    return URL.canParse(address) ? urlRefusal(new URL(address), this.webhooks.allowPrivate) : 'expected an https URL';
  }
}

async function find(tx: Tx, id: string): Promise<Recipient> {
  const recipient = (await findRecipients(tx, [id])).get(id);
  if (recipient === undefined) throw notFound();
  return recipient;
}

function notFound(): DomainError {
  return new DomainError('recipient.not-found', 'not-found', 'no such recipient');
}

function institutionOf(scope: Scope): string | null {
  return scope.kind === 'institution' ? scope.institutionId : null;
}

function settingsOf({ name, address, status, minSeverity, families, quietHours, language }: RecipientSettingsDto) {
  return {
    name,
    address: address ?? null,
    preferences: { status, minSeverity, families, quietHours: quietHours ?? null },
    language,
  };
}

function shown(recipient: Recipient, secret?: string): RecipientDto {
  const { id, institutionId, channel, address, name, preferences, language } = recipient;
  const { quietHours, families, ...rest } = preferences;
  return {
    id,
    institutionId,
    channel,
    name,
    language,
    ...rest,
    families: [...families],
    ...(quietHours !== null && { quietHours }),
    ...(address !== null && { address: masked(channel, address) }),
    ...(secret !== undefined && { secret }),
  };
}

/** Enough to recognise an address by, not enough to use it: URLs carry tokens in their paths. */
function masked(channel: Recipient['channel'], address: string): string {
  if (channel === 'webhook') return `${new URL(address).origin}/…`;
  const [local = '', domain = ''] = address.split('@');
  return `${local.slice(0, 1)}…@${domain}`;
}
