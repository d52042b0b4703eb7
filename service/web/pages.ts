import type { DynamicModule } from '@nestjs/common';
import type { Configuration } from '../configuration.ts';
import type { FeatureName } from '../features.ts';
import { queuePath } from '../ticket-queue/ticket-queue.config.ts';
import { ContentPagesModule } from './content/content-pages.module.ts';
import { QueueDocsModule, QueuePagesModule, QueueRootModule } from './queue/queue-pages.module.ts';

/** The pages of a feature. */
interface Pages {
  /** Their modules, made from the feature's; `basePath` is where the process's own pages stand. */
  modules(feature: DynamicModule, config: Configuration, basePath: string): readonly DynamicModule[];
  /** Addresses of screens that nobody tends: whatever goes wrong there leads back to them. @default none */
  unattended?(config: Configuration): readonly string[];
}

/** The pages of each feature that has some: the only list of them. */
export const PAGES: Readonly<Partial<Record<FeatureName, Pages>>> = {
  content: { modules: (content) => [ContentPagesModule.with(content)] },
  'ticket-queue': {
    modules: (queue, config, basePath) => {
      const path = queuePath(config);
      const way = basePath === '' ? QueueDocsModule.with(path) : QueueRootModule.with(queue);
      return [QueuePagesModule.with(queue, path), way];
    },
    unattended: (config) => [`/${queuePath(config)}/kiosk`],
  },
};
