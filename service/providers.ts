import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import type { Composition } from './app.module.ts';
import type { AnswerCache } from './http/answers/answer-cache.ts';
import { digest } from './http/answers/etag.ts';
import { BUILD } from './common/build.ts';
import { Limits } from './http/limits.ts';
import type { PathNames } from './http/route-table.ts';
import { ApiHeaders } from './http/security-headers.ts';
import { ANSWER_CACHE, BASE_PATH, CLOCK, EPOCH, LOGGER, SERVER_CONFIG, TIME_ZONE } from './common/tokens.ts';
import { TimeZone } from './common/time-zone.ts';
import type { Clock } from './common/tokens.ts';
import { ConfigurationError } from './config/settings.ts';
import type { Configuration } from './configuration.ts';
import { collectionsDirectory } from './content/collections/registry.ts';
import type { Collection } from './content/collections/collection.ts';
import { cachePolicy } from './content/content.config.ts';
import { CACHE_POLICY, COLLECTIONS, CONTENT_CONFIG, CONTENT_SOURCE, OFFLOAD } from './content/content.tokens.ts';
import { documentLimits } from './content/documents/document-limits.ts';
import { createSource } from './content/sources/create-source.ts';
import type { ContentSource } from './content/sources/content-source.ts';
import { Offload } from './content/worker/offload.ts';
import { COLLECTION_NAMES, PAGE_DIRECTORY, SWAGGER_UI_DIRECTORY } from './openapi/docs.tokens.ts';
import { ACCESS, PROTECTED_RESOURCE } from './access/access.tokens.ts';
import type { Access } from './access/access.ts';
import { createAccess } from './access/create-access.ts';
import { QUEUE_SCOPES } from './ticket-queue/ticket-queue.access.ts';
import { createStore } from './ticket-queue/stores/create-store.ts';
import { queuePath } from './ticket-queue/ticket-queue.config.ts';
import { TICKET_QUEUE_CONFIG, TICKET_STORE } from './ticket-queue/ticket-queue.tokens.ts';
import { menuOf } from './web/frame/menu.ts';
import { ASSETS_DIRECTORY, KIOSK_PATH, MENU, WEB_CONFIG } from './web/frame/web.tokens.ts';

/** What a process, or a test, is made of. */
export interface AppOptions {
  readonly config: Configuration;
  readonly collections: readonly Collection[];
  readonly logger: Logger;
  /** URL of the entry file: `content/collections/` and `web/assets/` stand beside it. */
  readonly entry: string;
  /** @default Date.now */
  readonly now?: Clock;
  /** @default the source that the settings name */
  readonly source?: ContentSource;
  /** Who may act on the queue. @default what the settings name */
  readonly access?: Access;
  /** @default `content/collections/` beside the entry file */
  readonly collectionsFrom?: URL;
}

interface Provided {
  readonly provide: symbol | typeof ApiHeaders | typeof Limits;
  readonly useValue: unknown;
}

/** Which features the settings ask for, and under which paths they stand. */
export function compositionOf(config: Configuration): Composition {
  const path = queuePath(config);
  return {
    features: config.FEATURES,
    queuePath: path,
    basePath: config.FEATURES.includes('content') ? '' : `/${path}`,
  };
}

/** The values that parameters of paths have. */
export function pathNames({ config, collections }: AppOptions): PathNames {
  const served = config.FEATURES.includes('content') ? collections.map(({ name }) => name) : [];
  const queues = config.FEATURES.includes('ticket-queue') ? [queuePath(config)] : [];
  return { collection: served, queue: queues };
}

/**
 * What modules ask for by token.
 *
 * @throws ConfigurationError when settings contradict each other.
 */
export async function providers(options: AppOptions, answers: AnswerCache, limits: Limits): Promise<Provided[]> {
  const { config, logger, now = Date.now, entry } = options;
  const { features, basePath } = compositionOf(config);
  const collections = features.includes('content') ? options.collections : [];
  const queue = features.includes('ticket-queue') ? queuePath(config) : undefined;
  return [
    { provide: SERVER_CONFIG, useValue: config },
    { provide: WEB_CONFIG, useValue: config },
    { provide: LOGGER, useValue: logger },
    { provide: CLOCK, useValue: now },
    { provide: TIME_ZONE, useValue: new TimeZone(config.WEB_TIME_ZONE) },
    { provide: EPOCH, useValue: epochOf(config) },
    { provide: BASE_PATH, useValue: basePath },
    { provide: MENU, useValue: menuOf(collections, queue) },
    { provide: KIOSK_PATH, useValue: queue === undefined ? null : `/${queue}/kiosk` },
    { provide: ANSWER_CACHE, useValue: answers },
    { provide: Limits, useValue: limits },
    { provide: ApiHeaders, useValue: new ApiHeaders(config.CORS_ORIGINS) },
    { provide: COLLECTION_NAMES, useValue: collections.map(({ name }) => name) },
    { provide: ASSETS_DIRECTORY, useValue: builtOr(entry, './web/assets/', './web/frame/assets/') },
    { provide: PAGE_DIRECTORY, useValue: builtOr(entry, './docs/page/', './openapi/page/') },
    { provide: SWAGGER_UI_DIRECTORY, useValue: swaggerUiDirectory(entry) },
    ...(features.includes('content') ? await contentProviders(options) : []),
    ...(queue === undefined ? [] : await queueProviders(options, queue, now)),
  ];
}

async function contentProviders(options: AppOptions): Promise<Provided[]> {
  const { config, collections, entry } = options;
  const directory = options.collectionsFrom ?? collectionsDirectory(entry);
  return [
    { provide: CONTENT_CONFIG, useValue: config },
    { provide: COLLECTIONS, useValue: collections },
    { provide: CACHE_POLICY, useValue: (collection: string) => cachePolicy(collection, config) },
    { provide: CONTENT_SOURCE, useValue: options.source ?? (await createSource(config)) },
    { provide: OFFLOAD, useValue: new Offload(directory, documentLimits(config.CONTENT_MAX_DOCUMENT_BYTES)) },
  ];
}

async function queueProviders(options: AppOptions, queue: string, now: Clock): Promise<Provided[]> {
  const { config, collections, logger } = options;
  if (collections.some(({ name }) => name === queue)) {
    throw new ConfigurationError([`QUEUE_NAME must not be the name of a collection: /${queue} is one`]);
  }
  return [
    { provide: TICKET_QUEUE_CONFIG, useValue: config },
    { provide: ACCESS, useValue: options.access ?? (await createAccess(config, QUEUE_SCOPES, logger, now)) },
    { provide: PROTECTED_RESOURCE, useValue: { kind: 'queue', name: queue } },
    { provide: TICKET_STORE, useValue: await createStore(config, logger) },
  ];
}

/** Changes with whatever changes what is answered. */
function epochOf(config: Configuration): string {
  const settings = Object.entries(config).filter(([name]) => !/^AZURE_|^REDIS_|PORT$/.test(name));
  return digest(BUILD.version, BUILD.revision, JSON.stringify(settings));
}

/** A directory of the build, or where it lies in the source. */
function builtOr(entry: string, built: string, source: string): URL {
  return new URL(entry.endsWith('.ts') ? source : built, entry);
}

/** The build copies the two files of Swagger UI that are used; from source they are in the package. */
function swaggerUiDirectory(entry: string): URL {
  const built = new URL('./docs/swagger-ui/', entry);
  return existsSync(built)
    ? built
    : new URL('./', pathToFileURL(createRequire(entry).resolve('swagger-ui-dist/package.json')));
}
