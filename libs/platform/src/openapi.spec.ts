import { Controller, Get, Module, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOperation, ApiProperty, ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import {
  Access,
  createHttpApp,
  mergedDocument,
  openApiFaults,
  PageQuery,
  type Service,
  serviceDocument,
  UuidParam,
} from './index';

class AlarmView {
  @ApiProperty({ description: 'Wh', minimum: 0, exclusiveMinimum: true, example: 12.5 })
  energyWh!: number;

  @ApiProperty({ type: String, nullable: true, enum: ['RED', 'BLUE'] })
  severity!: string | null;

  @ApiProperty({ type: () => AlarmView, nullable: true })
  recurrenceOf!: AlarmView | null;
}

@Controller('/v1/alarms')
class AlarmController {
  @Get(':id')
  @Access({ roles: ['service_manager'] })
  @ApiOperation({ summary: 'One alarm' })
  @ApiResponse({ status: 200, type: AlarmView })
  get(@UuidParam('id') id: string): unknown {
    return { id };
  }

  @Get()
  @Access({ device: true })
  @ApiOperation({ summary: 'Alarms' })
  @ApiResponse({ status: 200, type: [AlarmView] })
  list(@Query() query: PageQuery): unknown {
    return query;
  }
}

@Module({})
class ReviewModule {}
@Module({})
class ReportingModule {}

const service = (name: string, module: Service['module']): Service => ({
  name,
  module,
  start: async () => undefined,
  stop: async () => undefined,
  checks: {},
});

/** Another class of the same name, as another service may have one. */
function otherViews() {
  class AlarmView {
    @ApiProperty()
    count!: number;
  }
  @Controller('/v1/alarm-counts')
  class CountController {
    @Get()
    @Access({ public: true })
    @ApiOperation({ summary: 'Counts' })
    @ApiResponse({ status: 200, type: AlarmView })
    list(): unknown {
      return {};
    }
  }
  return CountController;
}

describe('the OpenAPI documents', () => {
  const review = service('alarm-review', { module: ReviewModule, controllers: [AlarmController] });
  const reporting = service('reporting', { module: ReportingModule, controllers: [otherViews()] });
  let app: NestFastifyApplication;
  let document: OpenAPIObject;

  beforeAll(async () => {
    app = await createHttpApp([review.module, reporting.module], {
      authenticator: { authenticate: () => Promise.reject(new Error('unused')) },
    });
    document = serviceDocument(app, review);
  });
  afterAll(() => app.close());

  it('say who may call an operation and how it refuses', () => {
    expect(document.paths['/v1/alarms/{id}']?.get).toMatchObject({
      operationId: 'Alarm_get',
      summary: 'One alarm',
      'x-roles': ['service_manager'],
      security: [{ bearer: [] }],
      responses: {
        200: {},
        401: { content: { 'application/problem+json': {} } },
        403: {},
        404: {},
      },
    });
    expect(document.paths['/v1/alarms']?.get).toMatchObject({ 'x-roles': ['device'], security: [{ device: [] }] });
  });

  it('hold only the operations of their own service', () => {
    expect(Object.keys(document.paths)).toEqual(['/v1/alarms/{id}', '/v1/alarms']);
  });

  it('are OpenAPI 3.1: schemas are JSON Schema 2020-12', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.components?.schemas?.['AlarmView']).toMatchObject({
      properties: {
        energyWh: { exclusiveMinimum: 0, examples: [12.5] },
        severity: { type: ['string', 'null'], enum: ['RED', 'BLUE', null] },
        recurrenceOf: { anyOf: [{}, { type: 'null' }] },
      },
    });
    expect(JSON.stringify(document)).not.toMatch(/"nullable"|"exclusiveMinimum":true|"minimum":0/);
  });

  it('tell schemas of one name apart when services mean different things by it', () => {
    const merged = mergedDocument(app, [review, reporting]);
    expect(Object.keys(merged.components?.schemas ?? {})).toEqual(['AlarmView', 'Problem', 'ReportingAlarmView']);
    expect(JSON.stringify(merged.paths['/v1/alarm-counts'])).toContain('#/components/schemas/ReportingAlarmView');
    expect(openApiFaults(merged)).toEqual([]);
  });

  it('are refused when two services claim one route', () => {
    expect(() => mergedDocument(app, [review, { ...review, name: 'reporting' }])).toThrow(
      'get /v1/alarms/{id} is in alarm-review and in reporting',
    );
  });

  it('are looked through for what an integrator would stumble over', () => {
    const broken = structuredClone(document);
    const operation = broken.paths['/v1/alarms/{id}']?.get as unknown as Record<string, unknown>;
    operation['summary'] = '';
    operation['parameters'] = [];
    operation['responses'] = { 401: { $ref: '#/components/schemas/Nowhere' } };
    delete operation['x-roles'];
    expect(openApiFaults(broken)).toEqual([
      '#/components/schemas/Nowhere is nowhere',
      'get /v1/alarms/{id}: no summary',
      'get /v1/alarms/{id}: does not say who may call it',
      'get /v1/alarms/{id}: no success is described',
      'get /v1/alarms/{id}: {id} is not described',
    ]);
  });
});
