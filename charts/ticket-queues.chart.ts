import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Configuration } from './constructs/configuration/configuration.ts';
import { QUEUE_COMPONENT } from './constructs/labels.ts';
import { Redis } from './constructs/redis/redis.ts';
import { ScheduledJob } from './constructs/scheduled-job/scheduled-job.ts';
import type { PodProps } from './constructs/workload/pod.props.ts';
import { Tenancy } from './constructs/tenancy/tenancy.ts';
import { TicketQueue } from './constructs/ticket-queue/ticket-queue.ts';
import type { Egress } from './constructs/network-policy/network-policy.ts';
import type { Environment } from './environments/environment.ts';
import { clientsOf, exposureSettings } from './exposure.chart.ts';
import { logEgress, logSettings } from './observability/logs.ts';
import type { SecretsChart } from './secrets.chart.ts';

const REDIS = 'redis';
/** Mount path of the Secret with the Redis password. */
const PASSWORD = '/etc/kiosque/redis-password';
const SESSIONS = '/etc/kiosque/session-secrets';
const CLIENT = '/etc/kiosque/oidc-client';
const COMMAND = 'build/ticket-queue/command.js';

/** Ports of Azure Managed Redis: the database and the shards. */
const MANAGED_REDIS_PORTS: Egress['ports'] = [10_000, [8500, 8599]];

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
      name: REDIS,
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
    const pods = podsOf(environment, secrets);
    return new TicketQueue(this, `Queue ${queue}`, {
      ...pods,
      secretFiles: {
        ...pods.secretFiles,
        [SESSIONS]: secrets.sessionSecrets,
        ...(secrets.oidcClient && { [CLIENT]: secrets.oidcClient }),
      },
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
    const common = { ...podsOf(environment, secrets), configuration, timeZone, podLabels: QUEUE_COMPONENT };
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

/** Returns what the pods of queues and jobs have in common. */
function podsOf(
  { images, ticketQueues, namespace }: Environment,
  { redisPassword }: SecretsChart,
): Pick<PodProps, 'image' | 'resources' | 'priorityClassName' | 'secretFiles' | 'clientId'> {
  const { redis, resources } = ticketQueues;
  return {
    image: images.kiosque,
    resources,
    priorityClassName: Tenancy.priorityClassOf(namespace),
    ...(redisPassword && { secretFiles: { [PASSWORD]: redisPassword } }),
    ...(redis.kind === 'azure-managed' && { clientId: redis.identity.clientId }),
  };
}

/** Sessions and keys are valid for all queues, which share the Redis and the secrets. */
function accessSettings({ ticketQueues: { signIn } }: Environment): Record<string, string> {
  return {
    ACCESS_STORE: 'redis',
    SESSION_SECRETS_FILE: `${SESSIONS}/SESSION_SECRETS`,
    ...(signIn && {
      OIDC_ISSUER: signIn.issuer,
      OIDC_CLIENT_ID: signIn.clientId,
      OIDC_CLIENT_SECRET_FILE: `${CLIENT}/OIDC_CLIENT_SECRET`,
    }),
  };
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

function redisSettings({ ticketQueues: { redis } }: Environment): Record<string, string> {
  if (redis.kind === 'in-cluster') {
    return {
      REDIS_HOST: REDIS,
      REDIS_PORT: String(Redis.port),
      REDIS_PASSWORD_FILE: `${PASSWORD}/REDIS_PASSWORD`,
    };
  }
  return {
    REDIS_HOST: redis.host,
    REDIS_PORT: '10000',
    REDIS_MODE: 'cluster',
    REDIS_TLS: 'on',
    REDIS_CREDENTIAL: 'entra',
    REDIS_USERNAME: redis.identity.principalId,
  };
}

function redisEgress({ ticketQueues: { redis } }: Environment): Egress[] {
  if (redis.kind === 'in-cluster') return [{ to: { pods: REDIS }, ports: [Redis.port] }];
  // 443 is for Microsoft Entra tokens.
  return [{ to: 'internet', ports: [443, ...MANAGED_REDIS_PORTS] }];
}

function withHttps(egress: readonly Egress[]): readonly Egress[] {
  const known = egress.some(({ to, ports }) => to === 'internet' && ports.includes(443));
  return known ? egress : [...egress, { to: 'internet', ports: [443] }];
}
