import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { mergeDocuments } from './openapi-merge';
import { toOpenApi31 } from './openapi-31';
import { PROBLEM_SCHEMA } from './problem-schema';
import type { Service } from './service';

const VERSION = '1';
const ABOUT =
  'Post-loan monitoring (贷后风控): devices, signals, rules, alarms, cases and reports. Refusals are RFC 9457 problems ' +
  'with a remedy in English and Chinese; lists take `limit` and `cursor`; commands take `Idempotency-Key` and `If-Match`.';

/** The OpenAPI 3.1 document of one service inside an initialised application. */
export function serviceDocument(app: NestFastifyApplication, service: Service): OpenAPIObject {
  return documentOf(app, `Loanwatch ${service.name}`, [service.module.module]);
}

/** One document of several services. */
export function mergedDocument(app: NestFastifyApplication, services: readonly Service[]): OpenAPIObject {
  const parts = services.map((service) => ({ name: service.name, document: serviceDocument(app, service) }));
  return mergeDocuments(documentOf(app, 'Loanwatch', []), parts);
}

/** Swagger UI at /docs and the document at /openapi.json, made when first asked for. */
export function serveDocuments(app: NestFastifyApplication, services: readonly Service[]): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= mergedDocument(app, services)), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Loanwatch API',
    swaggerOptions: { persistAuthorization: true, tagsSorter: 'alpha' },
  });
}

function documentOf(
  app: NestFastifyApplication,
  title: string,
  include: readonly Service['module']['module'][],
): OpenAPIObject {
  const frame = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(ABOUT)
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth()
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'Device id and its own key' }, 'device')
    .build();
  const document =
    include.length === 0
      ? { ...frame, paths: {} }
      : SwaggerModule.createDocument(app, frame, {
          include: [...include],
          operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
        });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: structuredClone(PROBLEM_SCHEMA) as never },
  };
  return toOpenApi31(document);
}
