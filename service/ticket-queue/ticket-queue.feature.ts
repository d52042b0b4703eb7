import type { Access } from '../access/access.ts';
import { accessSettings } from '../access/access.config.ts';
import { ACCESS } from '../access/access.tokens.ts';
import { redisSettings } from '../common/redis/redis.config.ts';
import { azureSettings } from '../config/azure.config.ts';
import { defineFeature } from '../feature.ts';
import { QUEUE_AUDIT_EVENTS, QUEUE_SCOPES, queueDevices } from './ticket-queue.access.ts';
import { TICKET_STORE_OPERATIONS } from './stores/ticket-store.ts';
import { queuePath, ticketQueueSettings } from './ticket-queue.config.ts';
import { QUEUE_METRICS } from './ticket-queue.metric-list.ts';
import { TICKET_QUEUE_HEALTH, TICKET_QUEUE_OPERATIONS } from './ticket-queue.tokens.ts';
import { TICKET_SECRETS } from './ticket-secrets.ts';

/** The ticket queue feature. */
export const ticketQueue = defineFeature({
  name: 'ticket-queue',
  settings: [ticketQueueSettings, accessSettings, redisSettings, azureSettings],
  async module(config) {
    const { TicketQueueModule } = await import('./ticket-queue.module.ts');
    return TicketQueueModule.with(config);
  },
  health: TICKET_QUEUE_HEALTH,
  operations: TICKET_QUEUE_OPERATIONS,
  overseers: (config) => [{ scope: 'supervisor', resource: { kind: 'queue', name: queuePath(config) } }],
  openApiTags: [
    { name: 'Ticket queue', description: 'Take tickets, call tickets and follow the queue.' },
    { name: 'Ticket queue (classic)', description: 'API of the application that Kiosque replaces.' },
  ],
  menu: (config) => [{ path: `/${queuePath(config)}`, title: { en: 'Take a ticket', fr: 'Prendre un ticket' } }],
  reservedPaths: ['api'],
  check(config, taken) {
    const words = taken.join(', ');
    return taken.includes(queuePath(config)) ? [`QUEUE_NAME must not be a reserved path: ${words}`] : [];
  },
  basePath: (config) => `/${queuePath(config)}`,
  pathNames: (config) => ({ queue: [queuePath(config)] }),
  rateLimits: ['tickets-per-minute', 'waiting-tickets'],
  secretPathParameters: TICKET_SECRETS,
  scopes: QUEUE_SCOPES,
  openScopes: ({ QUEUE_OPEN }) => QUEUE_OPEN,
  devices: (config) => queueDevices(queuePath(config)),
  auditEvents: QUEUE_AUDIT_EVENTS,
  metrics: { title: 'Ticket queue', metrics: Object.values(QUEUE_METRICS) },
  dependencyOperations: TICKET_STORE_OPERATIONS,
  async onListening(app, url, config) {
    const { trialKeyOf } = await import('../access/trial-key.ts');
    const key = trialKeyOf(app.get<Access>(ACCESS));
    if (key === undefined) return;
    const desk = `${url}/${queuePath(config)}/desk`;
    // Printed on the terminal, because logs must not contain keys.
    process.stderr.write(`\nDesk: ${desk}\nTrial key, valid until the process exits: ${key}\n\n`);
  },
});
