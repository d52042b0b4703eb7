import type { NamedMutant } from './named-mutant.ts';

const ACCESS = 'service/access';
const QUEUE = 'service/ticket-queue';
const REDIS = 'service/common/redis';

/** Mutants of the ticket queue and of access. */
export const TICKET_QUEUE_MUTANTS: readonly NamedMutant[] = [
  {
    name: 'only 8 of the 32 bytes of a key’s hash are compared',
    file: `${ACCESS}/api-keys.ts`,
    find: "timingSafeEqual(hash, Buffer.from(entry.sha256, 'hex'))",
    replace: "timingSafeEqual(hash.subarray(0, 8), Buffer.from(entry.sha256, 'hex').subarray(0, 8))",
    specs: [`${ACCESS}/api-keys.spec.ts`],
  },
  {
    name: 'a token without exp is accepted',
    file: `${ACCESS}/oidc.ts`,
    find: "['sub', 'exp']",
    replace: "['sub']",
    specs: [`${ACCESS}/access.e2e-spec.ts`],
  },
  {
    name: 'a key set that times out counts as an invalid token',
    file: `${ACCESS}/oidc.ts`,
    find: 'error instanceof errors.JWKSTimeout || ',
    replace: '',
    specs: [`${ACCESS}/oidc.spec.ts`],
  },
  {
    name: 'the credential is ignored when a ticket is cancelled',
    file: `${QUEUE}/queue-tickets.controller.ts`,
    find: ' || request.headers.authorization !== undefined',
    replace: '',
    specs: [`${QUEUE}/ticket-queue.e2e-spec.ts`],
  },
  {
    name: 'the list of tickets uses its limit as the end index',
    file: `${QUEUE}/representations/views.ts`,
    find: 'offset, offset + limit',
    replace: 'offset, limit',
    specs: [`${QUEUE}/ticket-queue.e2e-spec.ts`],
  },
  {
    name: 'restoring overwrites higher counters in SQLite',
    file: `${QUEUE}/stores/sqlite-writes.ts`,
    find: 'Math.max(value, this.#reads.value(name))',
    replace: 'value',
    specs: [`${QUEUE}/stores/ticket-store.e2e-spec.ts`],
  },
  {
    name: 'events are joined over a gap',
    file: `${QUEUE}/queue-follower.ts`,
    find: 'this.events.clear();',
    replace: '',
    specs: [`${QUEUE}/queue.mirror.e2e-spec.ts`],
  },
  {
    name: 'cluster nodes discovered later get the first token',
    file: `${REDIS}/follow-password.ts`,
    find: "redis.on('+node', follow);",
    replace: '',
    specs: [`${REDIS}/connect-redis.e2e-spec.ts`],
  },
  {
    name: 'estimates include intervals while desks were closed',
    file: `${QUEUE}/queue-statistics.ts`,
    find: ' && pause <= LONGEST_PAUSE_MS',
    replace: '',
    specs: [`${QUEUE}/queue-statistics.spec.ts`],
  },
  {
    name: 'SQLite never deletes request keys',
    file: `${QUEUE}/stores/sqlite-writes.ts`,
    find: "this.#database.run('DELETE FROM request WHERE day < ?', before);",
    replace: '',
    specs: [`${QUEUE}/stores/ticket-store.e2e-spec.ts`],
  },
  {
    name: 'the storage is closed during a read at shutdown',
    file: `${QUEUE}/queue.mirror.ts`,
    find: 'await this.#reads.run();\n    await this.store.close();',
    replace: 'await this.store.close();',
    specs: [`${QUEUE}/queue.mirror.e2e-spec.ts`],
  },
  {
    name: 'deadlines use the clock of the process',
    file: `${QUEUE}/stores/redis.ticket-store.ts`,
    find: 'serverTime - (begin + Date.now()) / 2',
    replace: '0 * (serverTime + begin)',
    specs: [`${QUEUE}/stores/redis-scripts.e2e-spec.ts`],
  },
  {
    name: 'SQLite keeps events for ever',
    file: `${QUEUE}/stores/sqlite-writes.ts`,
    find: "id <= ?', id - KEPT_EVENTS",
    replace: "id <= ?', -KEPT_EVENTS",
    specs: [`${QUEUE}/stores/ticket-store-limits.e2e-spec.ts`],
  },
  {
    name: 'SQLite returns all called tickets',
    file: `${QUEUE}/stores/sqlite-reads.ts`,
    find: 'LIMIT ?`,\n        SHOWN_CALLED,',
    replace: 'LIMIT ?`,\n        -SHOWN_CALLED,',
    specs: [`${QUEUE}/stores/ticket-store-limits.e2e-spec.ts`],
  },
  {
    name: 'followers do not notice a restore in SQLite',
    file: `${QUEUE}/stores/sqlite-writes.ts`,
    find: 'if (added > 0) this.#countEvent();',
    replace: '',
    specs: [`${QUEUE}/stores/ticket-store-limits.e2e-spec.ts`],
  },
  {
    name: 'SQLite deletes a ticket of yesterday that is being served',
    file: `${QUEUE}/stores/sqlite-writes.ts`,
    find: "NOT IN ('waiting', 'called')",
    replace: "NOT IN ('waiting')",
    specs: [`${QUEUE}/stores/ticket-store.e2e-spec.ts`],
  },
  {
    name: 'statistics are counted twice after a restore',
    file: `${QUEUE}/queue-follower.ts`,
    find: 'if (isFull) this.statistics = new QueueStatistics();',
    replace: '',
    specs: [`${QUEUE}/queue.mirror.e2e-spec.ts`],
  },
  {
    name: 'only the first kind of credential is accepted',
    file: `${ACCESS}/access.ts`,
    find: 'if (actor !== undefined) return actor;',
    replace: 'return actor;',
    specs: [`${ACCESS}/access.spec.ts`],
  },
  {
    name: 'a ticket called by the classic interface is never completed',
    file: `${QUEUE}/classic.controller.ts`,
    find: "if (called?.state === 'called') {",
    replace: "if (called?.state === 'completed') {",
    specs: [`${QUEUE}/ticket-queue.e2e-spec.ts`],
  },
  {
    name: 'numbers issued by other processes are not recorded',
    file: `${QUEUE}/ticket-queue.service.ts`,
    find: 'for (const { ticket } of known) this.#issued.record(ticket);',
    replace: '',
    specs: [`${QUEUE}/outage.e2e-spec.ts`],
  },
  {
    name: 'numbers issued before a process started are not recorded',
    file: `${QUEUE}/ticket-queue.service.ts`,
    find: 'events.length > 0 ? events : mirror.recentEvents',
    replace: 'events',
    specs: [`${QUEUE}/outage.e2e-spec.ts`],
  },
  {
    name: 'a completed ticket has reserved streams',
    file: `${QUEUE}/queue.events.ts`,
    find: "['completed', 'cancelled']",
    replace: "['cancelled']",
    specs: [`${QUEUE}/event-stream-reservations.e2e-spec.ts`],
  },
  {
    name: 'counters are saved before the tickets',
    file: `${QUEUE}/backup/backup-file.ts`,
    find: 'const tickets: Ticket[] = [];\n  for await (const page of store.tickets()) tickets.push(...page);\n  // After the tickets, so that no number in the backup is issued again.\n  return { queue, at, tickets, counters: await store.counters() };',
    replace:
      'const tickets: Ticket[] = [];\n  const counters = await store.counters();\n  for await (const page of store.tickets()) tickets.push(...page);\n  return { queue, at, tickets, counters };',
    specs: [`${QUEUE}/backup/backup-file.spec.ts`],
  },
  {
    name: 'counters are restored after the tickets',
    file: `${QUEUE}/backup/backup-file.ts`,
    find: '  await store.restoreCounters(counters, mark);\n  let added = 0;\n  for (let index = 0; index < tickets.length; index += PAGE) {\n    added += await store.restoreTickets(tickets.slice(index, index + PAGE));\n  }\n',
    replace:
      '  let added = 0;\n  for (let index = 0; index < tickets.length; index += PAGE) {\n    added += await store.restoreTickets(tickets.slice(index, index + PAGE));\n  }\n  await store.restoreCounters(counters, mark);\n',
    specs: [`${QUEUE}/backup/backup-file.spec.ts`],
  },
];
