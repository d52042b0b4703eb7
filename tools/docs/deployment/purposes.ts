import type { Flow, Party } from './flow.ts';
import { portText } from './ports.ts';

/** A workload of the charts, all ticket queues together, or the kind of another party. */
export type Role =
  | 'content'
  | 'queue'
  | 'redis'
  | 'queue-backup'
  | 'queue-close-day'
  | 'security-log'
  | 'security-log-analyser'
  | 'security-log-day'
  | 'security-log-week'
  | 'blocklist-publisher'
  | Exclude<Party['kind'], 'workload'>;

/** Why a flow is allowed. */
export interface Purpose {
  readonly purpose: string;
  /** What the party outside the namespace is, for diagrams: `gateway`. Omitted between workloads. */
  readonly outside?: string;
}

interface Entry extends Purpose {
  readonly from: readonly Role[];
  readonly to: readonly Role[];
  /** As in the matrix: `3000`, `8500-8599`. */
  readonly ports: readonly string[];
}

const SERVICES: readonly Role[] = ['content', 'queue', 'security-log'];
const MONITORED: readonly Role[] = [...SERVICES, 'security-log-analyser'];
const SUMMARIES: readonly Role[] = ['security-log-day', 'security-log-week'];
const QUEUES: readonly Role[] = ['queue', 'queue-backup', 'queue-close-day'];
/** Peers outside the namespace, which an environment can give as pods or as a subnet. */
const PEERS: readonly Role[] = ['addresses', 'namespace'];
const INTERNET = 'internet';

/** Every flow that the charts can render; `npm run docs:deployment` fails if one is missing. */
const ENTRIES: readonly Entry[] = [
  {
    from: ['client'],
    to: ['gateway'],
    ports: ['443'],
    purpose: 'HTTPS',
    outside: 'gateway',
  },
  { from: ['client'], to: ['gateway'], ports: ['80'], purpose: 'HTTP, redirected to HTTPS', outside: 'gateway' },
  { from: PEERS, to: SERVICES, ports: ['3000'], purpose: 'forwarded requests', outside: 'gateway' },
  {
    from: PEERS,
    to: MONITORED,
    ports: ['9464'],
    purpose: 'metrics, collected by Prometheus',
    outside: 'Prometheus',
  },
  {
    from: ['node'],
    to: MONITORED,
    ports: ['3000', '9464'],
    purpose: 'probes of the kubelet',
    outside: 'nodes',
  },
  { from: ['node'], to: ['host'], ports: ['443'], purpose: 'pulling images', outside: 'registry' },
  { from: ['operator'], to: ['host'], ports: ['443'], purpose: 'copying secrets from the vault', outside: 'vault' },
  { from: ['pods'], to: ['namespace'], ports: ['53'], purpose: 'resolving names', outside: 'name service' },
  { from: ['queue'], to: ['redis'], ports: ['6379'], purpose: 'tickets, sessions and devices' },
  { from: ['security-log'], to: ['redis'], ports: ['6379'], purpose: 'log lines, sessions and the blocklist' },
  { from: ['security-log-analyser'], to: ['redis'], ports: ['6379'], purpose: 'log lines to analyse, and the results' },
  { from: ['queue-backup'], to: ['redis'], ports: ['6379'], purpose: 'tickets to back up' },
  { from: ['queue-close-day'], to: ['redis'], ports: ['6379'], purpose: 'closing the day of each queue' },
  { from: ['blocklist-publisher'], to: ['security-log'], ports: ['3000'], purpose: 'the signed lists to publish' },
  {
    from: ['content'],
    to: ['addresses'],
    ports: ['443'],
    purpose: 'documents in Blob Storage, and tokens for it',
    outside: INTERNET,
  },
  {
    from: ['content', 'queue-backup'],
    to: ['anywhere'],
    ports: ['10000'],
    purpose: 'Blob Storage',
    outside: 'Blob Storage',
  },
  {
    from: ['queue-backup'],
    to: ['addresses'],
    ports: ['443'],
    purpose: 'backups in Blob Storage, and tokens for it',
    outside: INTERNET,
  },
  {
    from: ['queue', 'security-log'],
    to: ['addresses'],
    ports: ['443'],
    purpose: 'keys of the OpenID Connect issuer',
    outside: INTERNET,
  },
  {
    from: ['security-log-analyser'],
    to: ['addresses'],
    ports: ['443'],
    purpose: 'keys of the OpenID Connect issuer, and messages to chat',
    outside: INTERNET,
  },
  {
    from: ['blocklist-publisher'],
    to: ['addresses'],
    ports: ['22', '443'],
    purpose: 'pushing lists to Git repositories',
    outside: INTERNET,
  },
  { from: SUMMARIES, to: ['redis'], ports: ['6379'], purpose: 'what the summaries contain' },
  { from: SUMMARIES, to: ['addresses'], ports: ['443'], purpose: 'messages to chat', outside: INTERNET },
  {
    from: ['security-log-analyser', ...SUMMARIES],
    to: ['addresses'],
    ports: ['465', '587'],
    purpose: 'messages by mail',
    outside: INTERNET,
  },
  { from: MONITORED, to: PEERS, ports: ['4317', '4318'], purpose: 'logs, by OTLP', outside: 'log collector' },
  {
    from: [...QUEUES, 'security-log', 'security-log-analyser', ...SUMMARIES],
    to: ['addresses'],
    ports: ['10000', '8500-8599'],
    purpose: 'Azure Managed Redis',
    outside: INTERNET,
  },
  {
    from: ['queue-close-day'],
    to: ['addresses'],
    ports: ['443'],
    purpose: 'tokens for Azure Managed Redis',
    outside: INTERNET,
  },
];

/**
 * Returns why a flow is allowed; `queues` are the names of the ticket queues.
 *
 * @throws Error if the table has no entry for it.
 */
export function purposeOf({ source, destination, ports }: Flow, queues: readonly string[]): Purpose {
  const [from, to] = [roleOf(source, queues), roleOf(destination, queues)];
  const entry = ENTRIES.find((each) => has(each.from, from) && has(each.to, to) && has(each.ports, portText(ports)));
  if (entry !== undefined) return entry;
  throw new Error(
    `no purpose for the flow from ${from} to ${to}, port ${portText(ports)}/${ports.protocol}: add it to tools/docs/deployment/purposes.ts.`,
  );
}

/** Returns the role of a party: workloads keep their name, except that every ticket queue is a `queue`. */
export function roleOf({ kind, name }: Party, queues: readonly string[]): string {
  if (kind !== 'workload') return kind;
  return queues.some((queue) => name === `queue-${queue}`) ? 'queue' : name;
}

function has(list: readonly string[], value: string): boolean {
  return list.includes(value);
}
