import { azureSettings } from '../config/azure.config.ts';
import { defineFeature } from '../feature.ts';
import type { Feature } from '../feature.ts';
import type { Collection } from './collections/collection.ts';
import { inOrder } from './collections/in-order.ts';
import { collectionsDirectory, loadCollections } from './collections/registry.ts';
import { collectionSettings, contentSettings } from './content.config.ts';
import { describeCollections } from './content.description.ts';
import { CONTENT_METRICS } from './content.metric-list.ts';
import { CONTENT_HEALTH, CONTENT_OPERATIONS } from './content.tokens.ts';

type Groups = readonly [typeof contentSettings, ReturnType<typeof collectionSettings>, typeof azureSettings];

/** Creates the content feature. @param collections the collections in `directory`. */
export function contentFeature(collections: readonly Collection[], directory: URL): Feature<'content', Groups> {
  const names = collections.map(({ name }) => name);
  return defineFeature({
    name: 'content',
    settings: [contentSettings, collectionSettings(collections), azureSettings],
    async module(config) {
      const { ContentModule } = await import('./content.module.ts');
      return ContentModule.with(config, collections, directory);
    },
    health: CONTENT_HEALTH,
    operations: CONTENT_OPERATIONS,
    openApiTags: [{ name: 'Content', description: 'Collections and items as data.' }],
    describe: (document) => {
      describeCollections(document, names);
    },
    menu: () => inOrder(collections).map(({ name, title }) => ({ path: `/${name}`, title })),
    reservedPaths: ['api', 'changes', ...names],
    pathNames: () => ({ collection: names }),
    metrics: { title: 'Content', metrics: Object.values(CONTENT_METRICS) },
    dependencyOperations: ['content.read'],
  });
}

// Shared code is bundled next to the entry file, and the collections are below it.
const root = import.meta.url.endsWith('.ts') ? new URL('../', import.meta.url).href : import.meta.url;
const directory = collectionsDirectory(root);

/** The content feature with the service's collections. */
export const content = contentFeature(await loadCollections(directory), directory);
