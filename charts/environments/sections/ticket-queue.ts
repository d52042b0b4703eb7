import { CONTRACT } from '../../../service/contract.ts';
import type { PropChecks, Resources } from '../../constructs/prop-checks.ts';
import type { ManagedIdentity } from './azure.ts';
import { checkPodResources, checkRateLimit, checkReplicas } from './platform.ts';
import type { Images, Range } from './platform.ts';

/** One deployment per queue, and one Redis for all. */
export interface TicketQueues {
  /** Paths of the queues: DNS labels. */
  readonly names: readonly string[];
  /** Bounds of the autoscaler of each queue. */
  readonly replicas: Range;
  /** Requests and limits of each pod; jobs get the same. */
  readonly resources: Resources;
  /** The metric of each autoscaler: CPU, or the number of people waiting (KEDA). */
  readonly scaling: 'cpu' | 'queue-length';
  /** Where tickets are stored. */
  readonly redis: InClusterRedis | AzureManagedRedis;
  /** IANA time zone of the queues' day and of the schedules. */
  readonly timeZone: string;
  /** When tickets left from earlier days are closed: a cron expression of five fields. Omit it for queues open at midnight. */
  readonly closeDay?: string;
  /** Backups to the storage account of the documents. */
  readonly backup: QueueBackup;
  /** What anyone can do without a credential: take tickets, read the queues, both or nothing (QUEUE_OPEN). */
  readonly open: readonly ('take' | 'read')[];
  /** The OpenID Connect provider that people sign in at; omitted where pages are opened with keys. */
  readonly signIn?: SignIn;
  /** Settings of the queues (docs/settings.md). */
  readonly settings: Readonly<Record<string, string>>;
}

/** The client of an OpenID Connect provider; the Secret `oidc-client` contains its secret. */
export interface SignIn {
  /** `https://login.microsoftonline.com/<tenant id>/v2.0` */
  readonly issuer: string;
  /** Application (client) id. */
  readonly clientId: string;
}

/** A Redis in the namespace, with an append-only file on a volume; the Secret `redis-password` contains its password. */
export interface InClusterRedis {
  readonly kind: 'in-cluster';
  readonly resources: Resources;
  /** Size of the volume, in `Gi`: a ticket takes about 2 KB in it before the file is rewritten. */
  readonly storage: string;
}

/** Azure Managed Redis: a cluster, over TLS, authenticated with the pods' identity. */
export interface AzureManagedRedis {
  readonly kind: 'azure-managed';
  /** `<name>.<region>.redis.azure.net` */
  readonly host: string;
  /** The identity that connects; `principalId` is the Redis user name. */
  readonly identity: ManagedIdentity & { readonly principalId: string };
}

/** The schedule and the destination of backups. */
export interface QueueBackup {
  /** Cron expression of five fields. */
  readonly schedule: string;
  /** Days to keep a backup. */
  readonly keepDays: number;
  /** Blob container. */
  readonly container: string;
  /** The identity that writes to the container; omitted if documents are read with a connection string. */
  readonly identity?: ManagedIdentity;
}

/** Names whose objects, such as `queue-backup`, would have the names of the jobs' objects. */
const JOBS: readonly string[] = ['backup', 'close-day', 'jobs'];

/** Checks the queues; `identified` is whether the storage account is accessed with an identity. */
export function checkTicketQueues(
  checks: PropChecks,
  ticketQueues: TicketQueues,
  { images, identified }: { readonly images: Images; readonly identified: boolean },
): void {
  const { names, replicas, resources, scaling, backup, redis, settings } = ticketQueues;
  checkNames(checks, names);
  checkAccess(checks, ticketQueues);
  checks
    .oneOf('ticketQueues.scaling', scaling, ['cpu', 'queue-length'])
    .integer('ticketQueues.backup.keepDays', backup.keepDays, 1, 3650)
    .require(
      !identified || backup.identity !== undefined || redis.kind === 'azure-managed',
      'ticketQueues.backup.identity',
      backup.identity,
      'set: it writes to the storage account',
    );
  checkReplicas(checks, 'ticketQueues.replicas', replicas);
  checkRateLimit(checks, 'ticketQueues.settings', settings);
  checkPodResources(checks, 'ticketQueues.resources', resources);
  checkRedis(checks, redis, images);
}

function checkNames(checks: PropChecks, names: readonly string[]): void {
  const taken: readonly string[] = [...CONTRACT.reservedPaths, ...CONTRACT.collections];
  const jobs = `none of ${JOBS.join(', ')}: the objects of the jobs have the names queue-${JOBS.join(', queue-')}`;
  for (const name of names) {
    checks
      .dnsLabel('ticketQueues.names', name)
      .require(!taken.includes(name), 'ticketQueues.names', name, `none of ${taken.join(', ')}`)
      .require(!JOBS.includes(name), 'ticketQueues.names', name, jobs);
  }
  checks.require(new Set(names).size === names.length, 'ticketQueues.names', names, 'unique');
}

function checkRedis(checks: PropChecks, redis: TicketQueues['redis'], images: Images): void {
  checks.oneOf('ticketQueues.redis.kind', redis.kind, ['in-cluster', 'azure-managed']);
  if (redis.kind === 'in-cluster') {
    const rule = 'an image by digest in images.json: ticketQueues.redis is in-cluster';
    checks.require(images.redis !== undefined, 'images.redis', null, rule);
    checkPodResources(checks, 'ticketQueues.redis.resources', redis.resources);
  }
  if (redis.kind !== 'azure-managed') return;
  checks
    .hostName('ticketQueues.redis.host', redis.host)
    .guid('ticketQueues.redis.identity.clientId', redis.identity.clientId)
    .guid('ticketQueues.redis.identity.principalId', redis.identity.principalId);
}

function checkAccess(checks: PropChecks, { open, scaling, signIn }: TicketQueues): void {
  checks
    .require(new Set(open).size === open.length, 'ticketQueues.open', open, 'unique')
    .require(
      scaling === 'cpu' || open.includes('read'),
      'ticketQueues.scaling',
      scaling,
      'cpu unless ticketQueues.open contains read: KEDA reads the length of the queue without a credential',
    )
    .require(
      signIn === undefined || /^https:\/\/[^\s?]+$/.test(signIn.issuer),
      'ticketQueues.signIn.issuer',
      signIn?.issuer,
      'an https URL without a query',
    );
}
