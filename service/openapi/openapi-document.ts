import { Inject, Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { BUILD } from '../common/build.ts';
import { SCOPE_EXTENSION } from './scope-extension.ts';
import { loadOperations } from './described.ts';

/** What a feature adds to the API description. */
export interface DescribedFeature {
  readonly openApiTags?: readonly { readonly name: string; readonly description: string }[];
  /** Present if it requires credentials. */
  readonly scopes?: object;
  describe?(document: OpenAPIObject): void;
}

/** Token of the scopes that everyone has, `readonly string[]`. */
export const OPEN_SCOPES = Symbol('OpenScopes');

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

/** Tag of a process that requires credentials. */
const ACCESS_TAG = { name: 'Access', description: 'Signing in, keys, devices and the audit log.' };

const SECURITY_SCHEMES = {
  credential: { type: 'http', scheme: 'bearer', description: 'An API key, or a token of OIDC_ISSUER.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'kiosque_session',
    description:
      'A session of a person. Unsafe requests also need its CSRF token in X-CSRF-Token or in the field csrf.',
  },
} as const;

/** The OpenAPI description, generated from the controllers' decorators on first use. */
@Injectable()
export class OpenApiDocument {
  #application: INestApplication | undefined;
  #document: Promise<OpenAPIObject> | undefined;

  constructor(
    @Inject(DESCRIBED_FEATURES) private readonly features: readonly DescribedFeature[],
    @Inject(OPEN_SCOPES) private readonly openScopes: readonly string[],
  ) {}

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
    document.components = await describeOperations(document, this.openScopes);
    const isProtected = this.features.some(({ scopes }) => scopes !== undefined);
    const own = this.features.flatMap(({ openApiTags }) => openApiTags ?? []);
    const tags = [...TAGS, ...(isProtected ? [ACCESS_TAG] : []), ...own];
    document.tags = tags.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    document.security = [];
    for (const feature of this.features) feature.describe?.(document);
    return document;
  }
}

/** Describes the routes of a document, and returns the components they refer to. Loads the modules for descriptions on demand. */
async function describeOperations(
  { paths }: OpenAPIObject,
  openScopes: readonly string[],
): Promise<NonNullable<OpenAPIObject['components']>> {
  const { describeOperation } = await import('./api-operation.ts');
  const { OpenApiSchemas } = await import('./openapi-schemas.ts');
  const [operations, schemas] = [await loadOperations(), new OpenApiSchemas()];
  let hasProtected = false;
  for (const [path, item] of Object.entries(paths)) {
    for (const method of ['get', 'post', 'delete'] as const) {
      const route = item[method];
      const operation = operations.get(route?.operationId ?? '');
      if (route === undefined || operation === undefined) continue;
      const scope: unknown = Reflect.get(route, SCOPE_EXTENSION);
      Reflect.deleteProperty(route, SCOPE_EXTENSION);
      const isProtected = typeof scope === 'string' && !openScopes.includes(scope);
      if (isProtected) route.security = [{ credential: [] }, { session: [] }];
      hasProtected ||= isProtected;
      Object.assign(route, describeOperation(operation, { path, method, isProtected }, schemas));
    }
  }
  return {
    schemas: Object.fromEntries(Object.entries(schemas.components).sort(([left], [right]) => (left < right ? -1 : 1))),
    ...(hasProtected && { securitySchemes: SECURITY_SCHEMES }),
  };
}
