import type { NamedMutant } from './named-mutant.ts';

const REDIS = 'service/common/redis';
const METRICS_SPEC = 'service/metrics/metrics.e2e-spec.ts';

/** Mutants of the metrics. */
export const METRICS_MUTANTS: readonly NamedMutant[] = [
  {
    name: 'a full queue counts as a failure of the storage',
    file: 'service/ticket-queue/ticket-queue.errors.ts',
    find: '[QueueFullError, TicketNotFoundError, TicketStateError].some',
    replace: '[TicketNotFoundError, TicketStateError].some',
    specs: [METRICS_SPEC],
  },
  {
    name: 'the success of a backup is recorded before it is saved',
    file: 'service/commands/queue-backup.ts',
    find: "    const summary = await save(config, taken, options);\n    await store.recordSuccess('backup', at);\n",
    replace: "    await store.recordSuccess('backup', at);\n    const summary = await save(config, taken, options);\n",
    specs: ['service/ticket-queue/backup/backup.e2e-spec.ts'],
  },
  {
    name: 'a backup includes the success of tasks',
    file: 'service/ticket-queue/stores/redis.ticket-store.ts',
    find: 'return `task ${task}`;',
    replace: 'return `series ${task}`;',
    specs: ['service/ticket-queue/stores/ticket-store.e2e-spec.ts'],
  },
  {
    name: 'a removed node of Redis is down forever',
    file: `${REDIS}/redis-nodes.ts`,
    find: 'now - listedAt < REMOVED_MS && ',
    replace: '',
    specs: [`${REDIS}/redis-nodes.e2e-spec.ts`],
  },
  {
    name: 'a node of Redis that hangs keeps its last state',
    file: `${REDIS}/redis-nodes.ts`,
    find: "isUp: (error as Error).message.startsWith('NOPERM')",
    replace: 'isUp: true',
    specs: [METRICS_SPEC],
  },
  {
    name: 'a client that does not read is counted with every event',
    file: 'service/http/event-streams.ts',
    find: 'this.#open.delete(stream);',
    replace: '',
    specs: ['service/http/event-streams.e2e-spec.ts'],
  },
  {
    name: 'rejected event streams do not count as errors of their client',
    file: 'service/metrics/request-observer.ts',
    find: 'if (!isAborted) this.#sources',
    replace: 'if (isMeasured && !response.isStream) this.#sources',
    specs: [METRICS_SPEC],
  },
  {
    name: 'errors are counted by the address that a client claims to have',
    file: 'service/http/source-errors.ts',
    find: 'clientAddress(request, this.#trustedProxies)',
    replace: 'clientAddress(request, 1)',
    specs: ['service/http/source-errors.spec.ts'],
  },
  {
    name: 'a label contains what the client sent',
    file: 'service/http/hooks.ts',
    find: 'response.route = routeOptions.url;',
    replace: 'response.route = String(reply.request.url);',
    specs: ['service/metrics/series.e2e-spec.ts'],
  },
];
