import type { Collection } from './collections/collection.ts';
import { choice, integer, optionalSeconds, optionalText, seconds, text } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import type { Setting, SettingGroup, SettingValues } from '../config/settings.ts';

const YEAR = 31_536_000;

/** Settings of the content feature, except those per collection. */
export const contentSettings = settingGroup({
  title: 'Content',
  settings: {
    CONTENT_SOURCE: choice(
      'Source of the documents: a directory, or Azure Blob Storage.',
      ['file', 'azure-blob'],
      'file',
    ),
    CONTENT_DIRECTORY: text('Directory of the documents when CONTENT_SOURCE is file.', 'a path', 'content'),
    CONTENT_CACHE_TTL_SECONDS: seconds('Age at which a copy becomes stale; it is refreshed shortly before.', {
      min: 0.1,
      max: 86_400,
      default: 60,
    }),
    CONTENT_READ_TIMEOUT_SECONDS: seconds(
      'Timeout for refreshing one document, including all attempts and the whole body.',
      {
        min: 0.1,
        max: 300,
        default: 10,
      },
    ),
    CONTENT_READ_TRIES: integer('Number of attempts to read a document before the refresh fails.', {
      min: 1,
      max: 5,
      default: 3,
    }),
    CONTENT_MAX_DOCUMENT_BYTES: integer('Maximum size of a document; larger ones are rejected.', {
      min: 1024,
      max: 16_777_216,
      default: 1_048_576,
    }),
    CONTENT_SNAPSHOT_DIRECTORY: optionalText(
      'Directory in which to keep the last good copy of each document, so that a process restarted during an outage can serve it.',
      'a path',
    ),
    CONTENT_MAX_AGE_SECONDS: seconds('max-age of Cache-Control.', { min: 0, max: YEAR, default: 60 }),
    CONTENT_STALE_WHILE_REVALIDATE_SECONDS: seconds('stale-while-revalidate of Cache-Control (RFC 5861).', {
      min: 0,
      max: YEAR,
      default: 60,
    }),
    CONTENT_STALE_IF_ERROR_SECONDS: seconds('stale-if-error of Cache-Control (RFC 5861).', {
      min: 0,
      max: YEAR,
      default: 86_400,
    }),
    AZURE_STORAGE_CONTAINER: text(
      'Blob container of the documents.',
      'a container name: 3 to 63 lower-case letters, digits and dashes',
      'content',
      /^[a-z0-9](?:-?[a-z0-9]){2,62}$/,
    ),
  },
  changesAnswers: [
    'CONTENT_MAX_AGE_SECONDS',
    'CONTENT_STALE_WHILE_REVALIDATE_SECONDS',
    'CONTENT_STALE_IF_ERROR_SECONDS',
  ],
});

/** Values of the content settings. */
export type ContentConfig = SettingValues<typeof contentSettings.settings>;

/** `Cache-Control` of one collection, in seconds. */
export interface CachePolicy {
  readonly maxAge: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
}

const POLICY_VARIABLES = {
  maxAge: 'MAX_AGE_SECONDS',
  staleWhileRevalidate: 'STALE_WHILE_REVALIDATE_SECONDS',
  staleIfError: 'STALE_IF_ERROR_SECONDS',
} as const;

/** Settings whose names are known only at run time, so the type has none of them. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- an index signature would let misspelt names compile.
type Unnamed = Readonly<Record<never, Setting>>;

/** Returns the settings that override the cache policy of one collection, such as `CONTENT_EVENTS_MAX_AGE_SECONDS`. */
export function collectionSettings(collections: readonly Collection[]): SettingGroup<Unnamed> {
  const entries = collections.flatMap(({ name }) =>
    Object.values(POLICY_VARIABLES).map((suffix): [string, Setting] => [
      variable(name, suffix),
      optionalSeconds(`Overrides CONTENT_${suffix} for ${name}.`, { min: 0, max: YEAR }),
    ]),
  );
  const settings = Object.fromEntries(entries);
  return settingGroup({ title: 'Cache policy of each collection', settings, changesAnswers: Object.keys(settings) });
}

/** Returns the cache policy of a collection: its own settings, else the general ones. */
export function cachePolicy(collection: string, values: Readonly<Record<string, unknown>>): CachePolicy {
  const value = (suffix: string): number =>
    (values[variable(collection, suffix)] ?? values[`CONTENT_${suffix}`]) as number;
  return {
    maxAge: value(POLICY_VARIABLES.maxAge),
    staleWhileRevalidate: value(POLICY_VARIABLES.staleWhileRevalidate),
    staleIfError: value(POLICY_VARIABLES.staleIfError),
  };
}

function variable(collection: string, suffix: string): string {
  return `CONTENT_${collection.toUpperCase().replaceAll('-', '_')}_${suffix}`;
}
