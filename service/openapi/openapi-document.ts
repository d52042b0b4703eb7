import { Inject, Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { BUILD } from '../common/build.ts';
import { describeRoutes } from './described.ts';
import type { resolveSchemas as resolve } from './openapi-schemas.ts';
import { DESCRIBED_FEATURES } from './docs.tokens.ts';
import type { DescribedFeature } from './docs.tokens.ts';

const DESCRIPTION = `Public information in collections such as events, news and questions.

Every route also supports HEAD and OPTIONS. Errors are RFC 9457 problem documents. Content responses have validators and caching headers;
while the source is unavailable, the last good copy is served and \`Cache-Status\` tells how old it is.`;

/** Tags of every process; features add theirs. */
const TAGS = [
  { name: 'Description', description: 'The API description.' },
  { name: 'Health', description: 'Kubernetes probes.' },
  { name: 'Pages', description: 'HTML pages.' },
];

const SECURITY_SCHEMES = {
  credential: { type: 'http', scheme: 'bearer', description: 'An API key, or a token of OIDC_ISSUER.' },
} as const;

/** The OpenAPI description, generated from the controllers' decorators on first use. */
@Injectable()
export class OpenApiDocument {
  private application: INestApplication | undefined;
  private document: Promise<OpenAPIObject> | undefined;

  constructor(@Inject(DESCRIBED_FEATURES) private readonly features: readonly DescribedFeature[]) {}

  /** Sets the application to describe. */
  attach(application: INestApplication): void {
    this.application = application;
  }

  async get(): Promise<OpenAPIObject> {
    this.document ??= this.create();
    return await this.document;
  }

  private async create(): Promise<OpenAPIObject> {
    if (this.application === undefined) throw new Error('OpenApiDocument.attach was not called');
    const resolveSchemas = await describeAll();
    const base = new DocumentBuilder()
      .setTitle('Kiosque')
      .setDescription(DESCRIPTION)
      .setVersion(BUILD.version)
      .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
      .addServer('/')
      .build();
    const created = SwaggerModule.createDocument(this.application, base);
    const { described: paths, schemas } = resolveSchemas(created.paths);
    const document = { ...created, paths };
    document.info.contact = { name: 'Kiosque', url: 'https://github.com/kiosque/kiosque' };
    const operations = Object.values(document.paths).flatMap(({ get, post }) =>
      [get, post].filter((one) => one !== undefined),
    );
    document.components = {
      schemas,
      ...(operations.some(({ security }) => security !== undefined) && { securitySchemes: SECURITY_SCHEMES }),
    };
    const tags = [...TAGS, ...this.features.flatMap(({ openApiTags }) => openApiTags ?? [])];
    document.tags = tags.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    document.security = [];
    for (const feature of this.features) feature.describe?.(document);
    return document;
  }
}

/** Loads the modules for descriptions on demand. */
async function describeAll(): Promise<typeof resolve> {
  const { describe } = await import('./api-operation.ts');
  await describeRoutes(describe);
  const { resolveSchemas } = await import('./openapi-schemas.ts');
  return resolveSchemas;
}
