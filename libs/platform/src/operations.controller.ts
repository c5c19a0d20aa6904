import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from './access';
import { Answer } from './answer';
import { Health } from './health';
import { writeMetrics } from './metrics';
import type { Service } from './service';

class LivenessView {
  @ApiProperty({ enum: ['live'] })
  status!: 'live';
}

class ReadinessView {
  @ApiProperty({ enum: ['ready', 'not-ready', 'stopping'] })
  status!: 'ready' | 'not-ready' | 'stopping';

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', enum: ['ok', 'failing'] } })
  checks!: Readonly<Record<string, 'ok' | 'failing'>>;
}

@ApiTags('Operations')
@Controller()
@Access({ public: true })
class OperationsController {
  constructor(private readonly health: Health) {}

  /** Depends on nothing: restarting this process would not bring back a database. */
  @Get('/health/live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiResponse({ status: 200, type: LivenessView })
  live(): LivenessView {
    return { status: 'live' };
  }

  @Get('/health/ready')
  @ApiOperation({ summary: 'The process can do its work' })
  @ApiResponse({ status: 200, type: ReadinessView })
  @ApiResponse({ status: 503, type: ReadinessView, description: 'A check fails, or the process is stopping' })
  async ready(): Promise<Answer> {
    const { ready, checks } = await this.health.readiness();
    const status = this.health.isStopping ? 'stopping' : ready ? 'ready' : 'not-ready';
    return new Answer(ready ? 200 : 503, { status, checks }, { 'cache-control': 'no-store' });
  }

  @Get('/metrics')
  @ApiOperation({ summary: 'Metrics in the Prometheus text format; no tenant can be told from another' })
  @ApiResponse({ status: 200, content: { 'text/plain': { schema: { type: 'string' } } } })
  metrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    reply.hijack();
    writeMetrics(request.raw, reply.raw);
  }
}

@Module({})
class OperationsModule {}

/** Health and metrics of the process, as a service of its host. */
export function operationsService(health: Health): Service {
  return {
    name: 'operations',
    module: {
      module: OperationsModule,
      controllers: [OperationsController],
      providers: [{ provide: Health, useValue: health }],
    },
    start: async () => undefined,
    stop: async () => undefined,
    checks: {},
  };
}
