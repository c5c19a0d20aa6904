import { Body, Controller, Get, HttpCode, Inject, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Tx } from '@loanwatch/engines';
import {
  Access,
  Answer,
  ApiIdempotencyKey,
  Cursor,
  CurrentPrincipal,
  Idempotent,
  type IdempotencyStore,
  type IdempotentRequest,
  IfMatch,
  type Page,
  PageQuery,
  type Principal,
  PROBLEM_CONTENT,
  scopeOf,
  UuidParam,
} from '@loanwatch/platform';
import type { JudgedSubjects } from '../app/judged-subjects';
import { editorOf, type Rules } from '../app/rules';
import type { Rule } from '../domain/rule';
import {
  ruleDto,
  RuleDto,
  RuleQuery,
  RulesDto,
  RuleStatusDto,
  RuleVersionsDto,
  statusDto,
  type RuleVersionDto,
  type SubjectStatusDto,
  versionDto,
} from './rule.dto';
import { RULE_SCHEMA } from './rule-schema';
import { IDEMPOTENCY, JUDGED_SUBJECTS, RULES } from './tokens';

const rulesCursor = new Cursor('rules', ['uuid']);
const versionsCursor = new Cursor('rule-versions', ['integer']);
const statusCursor = new Cursor('rule-status', ['text']);

const EDITORS = { roles: ['risk_manager', 'service_manager', 'admin'] } as const;
const READERS = { roles: ['risk_manager', 'service_manager', 'admin', 'client'] } as const;
const DOCUMENT = { schema: RULE_SCHEMA, description: 'The rule document, contracts/rules/rule.schema.json' };
const IF_MATCH = { name: 'If-Match', required: true, description: 'ETag of the rule as last read, e.g. "3"' };

/** Answers of a route that changes a rule. */
const INVALID = { status: 422, description: 'The rule is not valid; errors name the fields', ...PROBLEM_CONTENT };
const REFUSED = { status: 409, description: 'The rule is retired, or has no draft', ...PROBLEM_CONTENT };
const STALE = { status: 412, description: 'Somebody else has changed the rule meanwhile', ...PROBLEM_CONTENT };
const NO_REVISION = { status: 428, description: 'If-Match is missing', ...PROBLEM_CONTENT };

@ApiTags('alarm-rules')
@Controller('v1/rules')
export class RulesController {
  constructor(
    @Inject(RULES) private readonly rules: Rules,
    @Inject(JUDGED_SUBJECTS) private readonly subjects: JudgedSubjects,
    @Inject(IDEMPOTENCY) private readonly idempotency: IdempotencyStore,
  ) {}

  @Post()
  @Access(EDITORS)
  @ApiOperation({ summary: 'Draft a rule of the own institution, or a template of the platform' })
  @ApiBody(DOCUMENT)
  @ApiIdempotencyKey({ required: false })
  @ApiResponse({ status: 201, type: RuleDto })
  @ApiResponse(INVALID)
  create(
    @Body() document: unknown,
    @CurrentPrincipal() by: Principal,
    @Idempotent() request: IdempotentRequest | undefined,
  ): Promise<Answer> {
    return this.idempotency.inTransaction(
      request,
      async (tx) => {
        const rule = await this.rules.draft(tx, document, by);
        return Answer.created(ruleDto(rule, editorOf(by)), `/v1/rules/${rule.id}`, rule.revision);
      },
      scopeOf(by),
    );
  }

  @Put(':id/draft')
  @Access(EDITORS)
  @ApiOperation({ summary: 'Replace the draft of a rule; the published version goes on judging' })
  @ApiBody(DOCUMENT)
  @ApiHeader(IF_MATCH)
  @ApiResponse({ status: 200, type: RuleDto })
  @ApiResponse(REFUSED)
  @ApiResponse(STALE)
  @ApiResponse(INVALID)
  @ApiResponse(NO_REVISION)
  saveDraft(
    @UuidParam('id') id: string,
    @Body() document: unknown,
    @IfMatch() revision: number,
    @CurrentPrincipal() by: Principal,
  ): Promise<Answer> {
    return this.change(undefined, by, (tx) => this.rules.saveDraft(tx, id, document, revision, by));
  }

  @Post(':id/publish')
  @HttpCode(200)
  @Access(EDITORS)
  @ApiOperation({ summary: 'Make the draft the next version, which judges from now on and never changes' })
  @ApiHeader(IF_MATCH)
  @ApiIdempotencyKey({ required: false })
  @ApiResponse({ status: 200, type: RuleDto })
  @ApiResponse(REFUSED)
  @ApiResponse(STALE)
  @ApiResponse(INVALID)
  @ApiResponse(NO_REVISION)
  publish(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @CurrentPrincipal() by: Principal,
    @Idempotent() request: IdempotentRequest | undefined,
  ): Promise<Answer> {
    return this.change(request, by, (tx) => this.rules.publish(tx, id, revision, by));
  }

  @Post(':id/retire')
  @HttpCode(200)
  @Access(EDITORS)
  @ApiOperation({ summary: 'End judging for good; alarms that are open stay as they are' })
  @ApiHeader(IF_MATCH)
  @ApiIdempotencyKey({ required: false })
  @ApiResponse({ status: 200, type: RuleDto })
  @ApiResponse(REFUSED)
  @ApiResponse(STALE)
  @ApiResponse(NO_REVISION)
  retire(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @CurrentPrincipal() by: Principal,
    @Idempotent() request: IdempotentRequest | undefined,
  ): Promise<Answer> {
    return this.change(request, by, (tx) => this.rules.retire(tx, id, revision, by));
  }

  @Get()
  @Access(READERS)
  @ApiOperation({ summary: 'Rules of the own institution and published templates of the platform, newest first' })
  @ApiResponse({ status: 200, type: RulesDto })
  async list(@Query() query: RuleQuery, @CurrentPrincipal() by: Principal): Promise<Page<RuleDto>> {
    const before = rulesCursor.decode(query.cursor);
    const rows = await this.rules.list(
      {
        limit: query.limit + 1,
        ...(query.status !== undefined && { status: query.status }),
        ...(query.metric !== undefined && { metric: query.metric }),
        ...(before !== undefined && { before: String(before[0]) }),
      },
      by,
    );
    const reader = editorOf(by);
    return rulesCursor.page(
      rows,
      query.limit,
      ({ id }) => [id],
      (rule) => ruleDto(rule, reader),
    );
  }

  @Get(':id')
  @Access(READERS)
  @ApiOperation({ summary: 'One rule' })
  @ApiResponse({ status: 200, type: RuleDto })
  async one(@UuidParam('id') id: string, @CurrentPrincipal() by: Principal): Promise<Answer> {
    const rule = await this.rules.find(id, by);
    return Answer.ok(ruleDto(rule, editorOf(by)), rule.revision);
  }

  @Get(':id/versions')
  @Access(READERS)
  @ApiOperation({ summary: 'Published versions of a rule, newest first' })
  @ApiResponse({ status: 200, type: RuleVersionsDto })
  async versions(
    @UuidParam('id') id: string,
    @Query() query: PageQuery,
    @CurrentPrincipal() by: Principal,
  ): Promise<Page<RuleVersionDto>> {
    const before = versionsCursor.decode(query.cursor);
    const page = { limit: query.limit + 1, ...(before !== undefined && { before: Number(before[0]) }) };
    const rows = await this.rules.versions(id, page, by);
    return versionsCursor.page(rows, query.limit, ({ version }) => [version], versionDto);
  }

  @Get(':id/status')
  @Access(READERS)
  @ApiOperation({ summary: 'Which subjects the published version judges, and which not and why' })
  @ApiResponse({ status: 200, type: RuleStatusDto })
  async status(
    @UuidParam('id') id: string,
    @Query() query: PageQuery,
    @CurrentPrincipal() by: Principal,
  ): Promise<Page<SubjectStatusDto>> {
    const after = statusCursor.decode(query.cursor);
    const rule = await this.rules.find(id, by);
    const page = { limit: query.limit + 1, ...(after !== undefined && { after: String(after[0]) }) };
    const rows = await this.subjects.of(rule, page, by);
    return statusCursor.page(rows, query.limit, ({ subject }) => [subject], statusDto);
  }

  private async change(
    request: IdempotentRequest | undefined,
    by: Principal,
    work: (tx: Tx) => Promise<Rule>,
  ): Promise<Answer> {
    const answer = await this.idempotency.inTransaction(
      request,
      async (tx) => {
        const rule = await work(tx);
        return Answer.ok(ruleDto(rule, editorOf(by)), rule.revision);
      },
      scopeOf(by),
    );
    await this.rules.judgeNow();
    return answer;
  }
}
