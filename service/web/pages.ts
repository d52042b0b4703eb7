import type { DynamicModule } from '@nestjs/common';
import { INSTALLATION } from '../access/access.scopes.ts';
import type { Configuration } from '../configuration.ts';
import type { FeatureName } from '../features.ts';
import { queuePath } from '../ticket-queue/ticket-queue.config.ts';
import { SecurityPagesModule } from './security-log/security-pages.module.ts';
import type { StaffPage } from './frame/accounts.ts';
import { ContentPagesModule } from './content/content-pages.module.ts';
import { QueueDocsModule, QueuePagesModule, QueueRootModule } from './queue/queue-pages.module.ts';

/** The pages of a feature. */
export interface Pages {
  /** Returns their modules; `basePath` is the base path of the process's own pages. */
  modules(feature: DynamicModule, config: Configuration, basePath: string): readonly DynamicModule[];
  /** Paths of unattended screens, which return to these pages after errors. @default none */
  unattended?(config: Configuration): readonly string[];
  /** Pages for people who are signed in. @default none */
  staff?(config: Configuration): readonly StaffPage[];
}

/** The only list of the features' pages. */
export const PAGES: Readonly<Partial<Record<FeatureName, Pages>>> = {
  'security-log': {
    modules: (securityLog, { SECURITY_LOG_ROLES }) =>
      SECURITY_LOG_ROLES.includes('collect') ? [SecurityPagesModule.with(securityLog)] : [],
    staff: () => [
      {
        path: '/security',
        title: { en: 'Security report', fr: 'Rapport de sécurité' },
        scope: 'report',
        resource: INSTALLATION.name,
      },
      {
        path: '/security/blocklist',
        title: { en: 'Blocklist', fr: 'Liste de blocage' },
        scope: 'security',
        resource: INSTALLATION.name,
      },
    ],
  },
  content: { modules: (content) => [ContentPagesModule.with(content)] },
  'ticket-queue': {
    modules: (queue, config, basePath) => {
      const path = queuePath(config);
      const rootPages = basePath === '' ? QueueDocsModule.with(path) : QueueRootModule.with(queue);
      return [QueuePagesModule.with(queue, path), rootPages];
    },
    unattended: (config) => [`/${queuePath(config)}/kiosk`],
    staff: (config) => {
      const resource = queuePath(config);
      return [
        { path: `/${resource}/desk`, title: { en: 'Desk', fr: 'Guichet' }, scope: 'desk', resource },
        {
          path: `/${resource}/supervisor`,
          title: { en: 'Supervisor', fr: 'Supervision' },
          scope: 'supervisor',
          resource,
        },
      ];
    },
  },
};
