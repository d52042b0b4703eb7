import { CONTRACT } from '../../../service/contract.ts';
import type { PropChecks } from '../../constructs/prop-checks.ts';
import type { Resources } from '../../constructs/workload/resources.ts';
import type { ManagedIdentity } from './azure.ts';
import { checkRateLimit, checkReplicas } from './platform.ts';
import type { Images, Range } from './platform.ts';

/** One deployment for each queue, one Redis for all of them. */
export interface TicketQueues {
  /** Paths of the queues: DNS labels. */
  readonly names: readonly string[];
  /** Bounds of the autoscaler of each queue. */
  readonly replicas: Range;
  /** What each pod is promised and may use at most; jobs get the same. */
  readonly resources: Resources;
  /** What each autoscaler follows: CPU, or how many people wait (KEDA). */
  readonly scaling: 'cpu' | 'queue-length';
  /** Where tickets are kept. */
  readonly redis: InClusterRedis | AzureManagedRedis;
  /** IANA name: when the day of the queues begins, and what schedules mean. */
  readonly timeZone: string;
  /** When what is left of earlier days is ended, in five fields of cron. Left out for queues that are open at midnight. */
  readonly closeDay?: string;
  /** How they are saved to the storage account of the documents. */
  readonly backup: QueueBackup;
  /** Variables of the queues (docs/settings.md). */
  readonly settings: Readonly<Record<string, string>>;
}

/** A Redis in the namespace, with an append-only file on a volume; its password is in the Secret `redis-password`. */
export interface InClusterRedis {
  readonly kind: 'in-cluster';
  readonly resources: Resources;
  /** Size of the volume, in `Gi`: a ticket takes about 2 KB in it before the file is rewritten. */
  readonly storage: string;
}

/** Azure Managed Redis: a cluster, over TLS, entered with the pods' own identity. */
export interface AzureManagedRedis {
  readonly kind: 'azure-managed';
  /** `<name>.<region>.redis.azure.net` */
  readonly host: string;
  /** Who enters it; `principalId` is the user that Redis knows. */
  readonly identity: ManagedIdentity & { readonly principalId: string };
}

/** When backups are made, and who writes them. */
export interface QueueBackup {
  /** Five fields of cron. */
  readonly schedule: string;
  /** Days that a backup is kept. */
  readonly keepDays: number;
  /** Blob container. */
  readonly container: string;
  /** May write to that container; none where documents are read with a connection string. */
  readonly identity?: ManagedIdentity;
}

/** Checks the queues; `identified` says whether the storage account is entered with an identity. */
export function checkTicketQueues(
  checks: PropChecks,
  ticketQueues: TicketQueues,
  { images, identified }: { readonly images: Images; readonly identified: boolean },
): void {
  const { names, replicas, redis, backup, settings } = ticketQueues;
  const taken: readonly string[] = [...CONTRACT.reservedPaths, ...CONTRACT.collections];
  for (const name of names) {
    checks
      .dnsLabel('ticketQueues.names', name)
      .require(!taken.includes(name), 'ticketQueues.names', name, `none of ${taken.join(', ')}`);
  }
  checks
    .require(new Set(names).size === names.length, 'ticketQueues.names', names, 'each only once')
    .integer('ticketQueues.backup.keepDays', backup.keepDays, 1, 3650)
    .require(
      !identified || backup.identity !== undefined || redis.kind === 'azure-managed',
      'ticketQueues.backup.identity',
      backup.identity,
      'described: it writes to the storage account',
    );
  checkReplicas(checks, 'ticketQueues.replicas', replicas);
  checkRateLimit(checks, 'ticketQueues.settings', settings);
  if (redis.kind === 'in-cluster') {
    const rule = 'an image by digest in images.json: ticketQueues.redis is in-cluster';
    checks.require(images.redis !== undefined, 'images.redis', null, rule);
    return;
  }
  checks
    .hostName('ticketQueues.redis.host', redis.host)
    .guid('ticketQueues.redis.identity.clientId', redis.identity.clientId)
    .guid('ticketQueues.redis.identity.principalId', redis.identity.principalId);
}
