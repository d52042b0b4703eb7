import type { Access } from '../access/access.ts';
import { accessSettings } from '../access/access.config.ts';
import { ACCESS } from '../access/access.tokens.ts';
import { redisSettings } from '../common/redis/redis.config.ts';
import { azureSettings } from '../config/azure.config.ts';
import { defineFeature } from '../feature.ts';
import { QUEUE_SCOPES } from './ticket-queue.access.ts';
import { queuePath, ticketQueueSettings } from './ticket-queue.config.ts';
import { TICKET_QUEUE_HEALTH } from './ticket-queue.tokens.ts';
import { TICKET_SECRETS } from './ticket-secrets.ts';

/** Take a number, call a number. */
export const ticketQueue = defineFeature({
  name: 'ticket-queue',
  settings: [ticketQueueSettings, accessSettings, redisSettings, azureSettings],
  async module(config) {
    const { TicketQueueModule } = await import('./ticket-queue.module.ts');
    return TicketQueueModule.with(config);
  },
  health: TICKET_QUEUE_HEALTH,
  openApiTags: [
    { name: 'Ticket queue', description: 'Take a number, call a number, see the queue.' },
    { name: 'Ticket queue (classic)', description: 'The interface of the application that Kiosque replaces.' },
  ],
  menu: (config) => [{ path: `/${queuePath(config)}`, title: { en: 'Take a ticket', fr: 'Prendre un ticket' } }],
  reservedPaths: ['api'],
  check(config, taken) {
    const words = taken.join(', ');
    return taken.includes(queuePath(config)) ? [`QUEUE_NAME must not be a path that is taken, which are ${words}`] : [];
  },
  basePath: (config) => `/${queuePath(config)}`,
  pathNames: (config) => ({ queue: [queuePath(config)] }),
  rateLimits: ['tickets-per-minute', 'waiting-tickets'],
  secretPathParameters: TICKET_SECRETS,
  scopes: QUEUE_SCOPES,
  async onListening(app, url, config) {
    const { TrialKey } = await import('../access/api-keys.ts');
    const access = app.get<Access>(ACCESS);
    if (!(access instanceof TrialKey)) return;
    const desk = `${url}/${queuePath(config)}/desk`;
    // On the terminal, and not in the log: whoever reads logs must not find keys there.
    process.stderr.write(`\nThe desk is at ${desk}\nIts key, until the process ends: ${access.key}\n\n`);
  },
});
