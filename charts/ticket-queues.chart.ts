import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Configuration } from './constructs/configuration/configuration.ts';
import { QUEUE_COMPONENT } from './constructs/labels.ts';
import { Redis } from './constructs/redis/redis.ts';
import { ScheduledJob } from './constructs/scheduled-job/scheduled-job.ts';
import { Tenancy } from './constructs/tenancy/tenancy.ts';
import { TicketQueue } from './constructs/ticket-queue/ticket-queue.ts';
import type { Environment } from './environments/environment.ts';
import { clientsOf, exposureSettings } from './exposure.chart.ts';
import { logEgress, logSettings } from './observability/logs.ts';
import type { SecretsChart } from './secrets.chart.ts';
import {
  accessFiles,
  accessSettings,
  podsOf,
  REDIS_NAME,
  redisEgress,
  redisSettings,
  withHttps,
} from './shared-redis.ts';

const COMMAND = 'build/ticket-queue/command.js';

/** The ticket queues: one deployment each, their Redis, and the jobs that back them up and close each day. */
export class TicketQueuesChart extends Chart {
  /** Name of the backup job's ServiceAccount; the federated credential refers to it, so it never changes. */
  static readonly backupName = 'queue-backup';
  readonly queues: readonly TicketQueue[];

  constructor(scope: Construct, environment: Environment, secrets: SecretsChart) {
    super(scope, '0300-ticket-queues', { namespace: environment.namespace, disableResourceNameHashes: true });
    this.#redis(environment, secrets);
    this.queues = environment.ticketQueues.names.map((queue) => this.#queue(queue, environment, secrets));
    this.#jobs(environment, secrets);
  }

  #redis({ images, ticketQueues, namespace }: Environment, { redisPassword }: SecretsChart): void {
    if (ticketQueues.redis.kind !== 'in-cluster' || redisPassword === undefined || images.redis === undefined) return;
    new Redis(this, 'Redis', {
      name: REDIS_NAME,
      image: images.redis,
      resources: ticketQueues.redis.resources,
      storage: ticketQueues.redis.storage,
      password: redisPassword,
      clients: QUEUE_COMPONENT,
      priorityClassName: Tenancy.priorityClassOf(namespace),
    });
  }

  #queue(queue: string, environment: Environment, secrets: SecretsChart): TicketQueue {
    const { monitoring, scrapers, ticketQueues } = environment;
    const pods = podsOf(environment, secrets, environment.ticketQueues.resources);
    return new TicketQueue(this, `Queue ${queue}`, {
      ...pods,
      secretFiles: { ...pods.secretFiles, ...accessFiles(secrets) },
      queue,
      replicas: ticketQueues.replicas,
      scaling: ticketQueues.scaling,
      monitoring,
      ...(scrapers !== undefined && { scrapers }),
      keys: secrets.queueKeys,
      clients: [clientsOf(environment)],
      // HTTPS, for the keys of the OpenID Connect issuer.
      egress: [...withHttps(redisEgress(environment)), ...logEgress(environment)],
      settings: {
        ...exposureSettings(environment),
        ...environment.featureFlags,
        QUEUE_TIME_ZONE: ticketQueues.timeZone,
        QUEUE_OPEN: ticketQueues.open.length === 0 ? 'none' : ticketQueues.open.join(','),
        ...redisSettings(environment),
        ...accessSettings(environment),
        ...logSettings(environment, `queue-${queue}`),
        ...ticketQueues.settings,
      },
    });
  }

  #jobs(environment: Environment, secrets: SecretsChart): void {
    const { content, ticketQueues } = environment;
    const { names, timeZone, backup, closeDay } = ticketQueues;
    const data = jobSettings(environment);
    const configuration = new Configuration(this, 'Job configuration', { name: 'queue-jobs', data });
    const common = {
      ...podsOf(environment, secrets, ticketQueues.resources),
      configuration,
      timeZone,
      podLabels: QUEUE_COMPONENT,
    };
    const queues = ['--allow-empty', '--queues', names.join(',')];
    const egress = redisEgress(environment);
    const isLocal = content.source === 'connection-string';
    new ScheduledJob(this, 'Backup', {
      ...(backup.identity && { clientId: backup.identity.clientId }),
      ...common,
      name: TicketQueuesChart.backupName,
      schedule: backup.schedule,
      secrets: secrets.contentStorage ? [secrets.contentStorage] : [],
      command: [COMMAND, 'backup', ...queues, ...(isLocal ? ['--create-container'] : [])],
      egress: isLocal ? [...egress, { to: 'anywhere', ports: [content.port] }] : withHttps(egress),
    });
    if (closeDay === undefined) return;
    const command = [COMMAND, 'close-day', ...queues];
    new ScheduledJob(this, 'Close day', { ...common, name: 'queue-close-day', schedule: closeDay, command, egress });
  }
}

function jobSettings(environment: Environment): Record<string, string> {
  const { content, ticketQueues } = environment;
  return {
    QUEUE_STORE: 'redis',
    QUEUE_TIME_ZONE: ticketQueues.timeZone,
    QUEUE_BACKUP_CONTAINER: ticketQueues.backup.container,
    QUEUE_BACKUP_KEEP_DAYS: String(ticketQueues.backup.keepDays),
    ...(content.source === 'workload-identity' && { AZURE_STORAGE_ACCOUNT_URL: content.accountUrl }),
    ...redisSettings(environment),
  };
}
