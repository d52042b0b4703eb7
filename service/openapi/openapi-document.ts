import { Inject, Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { BUILD } from '../common/build.ts';
import { loadOperations } from './described.ts';

/** What a feature adds to the API description. */
export interface DescribedFeature {
  readonly openApiTags?: readonly { readonly name: string; readonly description: string }[];
  describe?(document: OpenAPIObject): void;
}

/** Token of the features that this process runs, `readonly DescribedFeature[]`. */
export const DESCRIBED_FEATURES = Symbol('DescribedFeatures');

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
  #application: INestApplication | undefined;
  #document: Promise<OpenAPIObject> | undefined;

  constructor(@Inject(DESCRIBED_FEATURES) private readonly features: readonly DescribedFeature[]) {}

  /** Sets the application to describe. */
  attach(application: INestApplication): void {
    this.#application = application;
  }

  async get(): Promise<OpenAPIObject> {
    this.#document ??= this.#create();
    return await this.#document;
  }

  async #create(): Promise<OpenAPIObject> {
    if (this.#application === undefined) throw new Error('OpenApiDocument.attach was not called');
    const base = new DocumentBuilder()
      .setTitle('Kiosque')
      .setDescription(DESCRIPTION)
      .setVersion(BUILD.version)
      .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
      .addServer('/')
      .build();
    const document = SwaggerModule.createDocument(this.#application, base);
    document.info.contact = { name: 'Kiosque', url: 'https://github.com/kiosque/kiosque' };
    document.components = await describeOperations(document);
    const tags = [...TAGS, ...this.features.flatMap(({ openApiTags }) => openApiTags ?? [])];
    document.tags = tags.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    document.security = [];
    for (const feature of this.features) feature.describe?.(document);
    return document;
  }
}

/** Describes the routes of a document, and returns the components they refer to. Loads the modules for descriptions on demand. */
async function describeOperations({ paths }: OpenAPIObject): Promise<NonNullable<OpenAPIObject['components']>> {
  const { describeOperation } = await import('./api-operation.ts');
  const { OpenApiSchemas } = await import('./openapi-schemas.ts');
  const [operations, schemas] = [await loadOperations(), new OpenApiSchemas()];
  let hasProtected = false;
  for (const [path, item] of Object.entries(paths)) {
    for (const method of ['get', 'post'] as const) {
      const route = item[method];
      const operation = operations.get(route?.operationId ?? '');
      if (route === undefined || operation === undefined) continue;
      const isProtected = route.security !== undefined;
      hasProtected ||= isProtected;
      Object.assign(route, describeOperation(operation, { path, method, isProtected }, schemas));
    }
  }
  return {
    schemas: Object.fromEntries(Object.entries(schemas.components).sort(([left], [right]) => (left < right ? -1 : 1))),
    ...(hasProtected && { securitySchemes: SECURITY_SCHEMES }),
  };
}
