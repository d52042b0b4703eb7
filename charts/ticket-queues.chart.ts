import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Configuration } from './constructs/configuration/configuration.ts';
import { QUEUE_COMPONENT } from './constructs/labels.ts';
import { Redis } from './constructs/redis/redis.ts';
import type { ScheduledJobProps } from './constructs/scheduled-job/scheduled-job.props.ts';
import { ScheduledJob } from './constructs/scheduled-job/scheduled-job.ts';
import type { SecretFiles } from './constructs/workload/pod.props.ts';
import type { SecretReference } from './constructs/secret-reference/secret-reference.ts';
import { TicketQueue } from './constructs/ticket-queue/ticket-queue.ts';
import type { Egress } from './constructs/network-policy/network-policy.ts';
import type { Environment } from './environments/environment.ts';
import { clientsOf, exposureSettings } from './exposure.chart.ts';

/** Props of `TicketQueuesChart`. */
export interface TicketQueuesChartProps {
  readonly environment: Environment;
  readonly priorityClassName: string;
  /** Password of the in-cluster Redis; undefined with Azure Managed Redis. */
  readonly redisPassword: SecretReference | undefined;
  /** The hashed API keys. */
  readonly keys: SecretReference;
  /** Connection string of the storage account, if there is no workload identity. */
  readonly storage: SecretReference | undefined;
}

const REDIS = 'redis';
/** Mount path of the Secret with the Redis password. */
const PASSWORD = '/etc/kiosque/redis-password';
const COMMAND = 'build/ticket-queue/command.js';

/** Ports of Azure Managed Redis: the database and the shards. */
const MANAGED_REDIS_PORTS: Egress['ports'] = [10_000, [8500, 8599]];

/** The ticket queues: one deployment each, their Redis, and the jobs that back them up and close each day. */
export class TicketQueuesChart extends Chart {
  /** Name of the backup job's ServiceAccount; the federated credential refers to it, so it never changes. */
  static readonly backupName = 'queue-backup';
  readonly queues: readonly TicketQueue[];

  constructor(scope: Construct, props: TicketQueuesChartProps) {
    const { environment } = props;
    super(scope, '0300-ticket-queues', { namespace: environment.namespace, disableResourceNameHashes: true });
    const { ticketQueues } = environment;
    this.#redis(props);
    this.queues = ticketQueues.names.map((queue) => this.#queue(queue, props));
    this.#jobs(props);
  }

  #redis({ environment, priorityClassName, redisPassword }: TicketQueuesChartProps): void {
    const { images, ticketQueues } = environment;
    if (ticketQueues.redis.kind !== 'in-cluster' || redisPassword === undefined || images.redis === undefined) return;
    new Redis(this, 'Redis', {
      name: REDIS,
      image: images.redis,
      resources: ticketQueues.redis.resources,
      storage: ticketQueues.redis.storage,
      password: redisPassword,
      clients: QUEUE_COMPONENT,
      priorityClassName,
    });
  }

  #queue(queue: string, { environment, priorityClassName, keys, redisPassword }: TicketQueuesChartProps): TicketQueue {
    const { images, monitoring, scrapers, ticketQueues } = environment;
    const { replicas, resources, scaling, redis, timeZone, settings } = ticketQueues;
    return new TicketQueue(this, `Queue ${queue}`, {
      queue,
      image: images.kiosque,
      replicas,
      resources,
      scaling,
      monitoring,
      ...(scrapers !== undefined && { scrapers }),
      priorityClassName,
      keys,
      secretFiles: passwordFiles(redisPassword),
      ...(redis.kind === 'azure-managed' && { clientId: redis.identity.clientId }),
      clients: [clientsOf(environment)],
      // HTTPS, for the keys of the OpenID Connect issuer.
      egress: withHttps(redisEgress(environment)),
      settings: {
        ...exposureSettings(environment),
        QUEUE_TIME_ZONE: timeZone,
        ...redisSettings(environment),
        ...settings,
      },
    });
  }

  #jobs(props: TicketQueuesChartProps): void {
    const { environment, priorityClassName, redisPassword } = props;
    const { images, ticketQueues } = environment;
    const common = {
      image: images.kiosque,
      resources: ticketQueues.resources,
      configuration: new Configuration(this, 'Job configuration', {
        name: 'queue-jobs',
        data: jobSettings(environment),
      }),
      timeZone: ticketQueues.timeZone,
      priorityClassName,
      secretFiles: passwordFiles(redisPassword),
      podLabels: QUEUE_COMPONENT,
    };
    new ScheduledJob(this, 'Backup', { ...common, ...backup(props) });
    if (ticketQueues.closeDay === undefined) return;
    const { redis, closeDay, names } = ticketQueues;
    new ScheduledJob(this, 'Close day', {
      ...common,
      name: 'queue-close-day',
      schedule: closeDay,
      command: [COMMAND, 'close-day', '--allow-empty', '--queues', names.join(',')],
      ...(redis.kind === 'azure-managed' && { clientId: redis.identity.clientId }),
      egress: redisEgress(environment),
    });
  }
}

/** Returns the props that are specific to the backup job. */
function backup({
  environment,
  storage,
}: TicketQueuesChartProps): Pick<
  ScheduledJobProps,
  'name' | 'schedule' | 'secrets' | 'clientId' | 'command' | 'egress'
> {
  const { content, ticketQueues } = environment;
  const { redis, names } = ticketQueues;
  const { schedule, identity } = ticketQueues.backup;
  const command = [COMMAND, 'backup', '--allow-empty', '--queues', names.join(',')];
  const egress = redisEgress(environment);
  const clientId = redis.kind === 'azure-managed' ? redis.identity.clientId : identity?.clientId;
  return {
    name: TicketQueuesChart.backupName,
    schedule,
    secrets: storage === undefined ? [] : [storage],
    ...(clientId !== undefined && { clientId }),
    ...(content.source === 'workload-identity'
      ? { command, egress: withHttps(egress) }
      : {
          command: [...command, '--create-container'],
          egress: [...egress, { to: 'anywhere' as const, ports: [content.port] }],
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

function passwordFiles(password: SecretReference | undefined): SecretFiles {
  return password === undefined ? {} : { [PASSWORD]: password };
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
