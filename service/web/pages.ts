import type { DynamicModule } from '@nestjs/common';
import type { Configuration } from '../configuration.ts';
import type { FeatureName } from '../features.ts';
import { queuePath } from '../ticket-queue/ticket-queue.config.ts';
import { ContentPagesModule } from './content/content-pages.module.ts';
import { QueueDocsModule, QueuePagesModule, QueueRootModule } from './queue/queue-pages.module.ts';

/** The pages of a feature. */
interface Pages {
  /** Returns their modules; `basePath` is the base path of the process's own pages. */
  modules(feature: DynamicModule, config: Configuration, basePath: string): readonly DynamicModule[];
  /** Paths of unattended screens, which return to these pages after errors. @default none */
  unattended?(config: Configuration): readonly string[];
}

/** The only list of the features' pages. */
export const PAGES: Readonly<Partial<Record<FeatureName, Pages>>> = {
  content: { modules: (content) => [ContentPagesModule.with(content)] },
  'ticket-queue': {
    modules: (queue, config, basePath) => {
      const path = queuePath(config);
      const rootPages = basePath === '' ? QueueDocsModule.with(path) : QueueRootModule.with(queue);
      return [QueuePagesModule.with(queue, path), rootPages];
    },
    unattended: (config) => [`/${queuePath(config)}/kiosk`],
  },
};
