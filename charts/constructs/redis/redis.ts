import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { commonLabels, selectorLabels } from '../labels.ts';
import { networkPolicy } from '../network-policy/network-policy.ts';
import { mebibytes } from '../prop-checks.ts';
import { checkPod } from '../workload/check-pod.ts';
import { podTemplate } from '../workload/pod-template.ts';
import { clusterService, disruptionBudget, serviceAccount } from '../workload/workload-objects.ts';
import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { PodProps } from '../workload/pod.props.ts';

/** Props of `Redis`; the image must be Redis 6.2 to 8. */
export interface RedisProps extends Pick<PodProps, 'name' | 'image' | 'resources' | 'priorityClassName'> {
  /** Size of the volume: `10Gi`. It cannot shrink, and can grow only if the storage class allows it. */
  readonly storage: string;
  /** The Secret whose key `REDIS_PASSWORD` is the password: printable ASCII except `"` and `\\`. Read at startup. */
  readonly password: SecretReference;
  /** Labels of the pods that may connect. */
  readonly clients: Readonly<Record<string, string>>;
}

const DATA = '/data';

/** Mount path of the Secret with the password. */
const PASSWORD = '/etc/redis/password';

/** Share of the memory limit; rewriting the file needs the rest. A full Redis rejects tickets; one above its limit is killed. */
const MEMORY_SHARE = 0.75;

/** Acknowledged writes are on disk, so no issued ticket is lost with the pod. */
function options({ resources }: RedisProps): string {
  const megabytes = Math.floor(mebibytes(resources.memory.limit) * MEMORY_SHARE);
  return [
    ...['--appendonly yes', '--appendfsync always', "--save ''", `--dir ${DATA}`],
    ...[`--maxmemory ${String(megabytes)}mb`, '--maxmemory-policy noeviction'],
  ].join(' ');
}

/**
 * A Redis for durable data: an append-only file, synced on every write, on a volume that outlives the pod; a password; a
 * network policy that allows only its clients; Pod Security "restricted". It has one replica, so a node upgrade makes it
 * unavailable for a few seconds, during which its clients retry.
 *
 * @throws Error with each invalid prop and its value.
 */
export class Redis extends Construct {
  static readonly port = 6379;
  /** Name of the Service. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: RedisProps) {
    super(scope, id);
    check(props);
    this.name = props.name;
    serviceAccount(this, props);
    const metadata = { name: props.name, labels: commonLabels(props.name) };
    new k8s.KubeStatefulSet(this, 'StatefulSet', { metadata, spec: statefulSet(props) });
    clusterService(this, props.name, { name: 'redis', port: Redis.port, targetPort: Redis.port });
    disruptionBudget(this, props.name);
    const clients = [{ podSelector: { matchLabels: props.clients } }];
    networkPolicy(this, props.name, { ingress: [{ from: clients, ports: [Redis.port] }] });
  }
}

function statefulSet(props: RedisProps): k8s.StatefulSetSpec {
  const { name, storage } = props;
  return {
    serviceName: name,
    replicas: 1,
    selector: { matchLabels: selectorLabels(name) },
    template: template(props),
    volumeClaimTemplates: [
      {
        metadata: { name: 'data', labels: commonLabels(name) },
        spec: {
          accessModes: ['ReadWriteOnce'],
          volumeMode: 'Filesystem',
          resources: { requests: { storage: k8s.Quantity.fromString(storage) } },
        },
      },
    ],
    // Deleting the StatefulSet by mistake must not delete the tickets.
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  };
}

function template(props: RedisProps): k8s.PodTemplateSpec {
  return podTemplate(
    { ...props, secretFiles: { [PASSWORD]: props.password } },
    {
      mountsBefore: [{ name: 'data', mountPath: DATA }],
      container: {
        command: ['sh', '-c', start(props)],
        ports: [{ name: 'redis', containerPort: Redis.port }],
        startupProbe: probe({ period: 2, failures: 150 }),
        readinessProbe: probe({ period: 5, failures: 2 }),
        livenessProbe: probe({ period: 10, failures: 3 }),
      },
      pod: { terminationGracePeriodSeconds: 30 },
    },
  );
}

/**
 * The password is passed on standard input: arguments and variables are visible to anyone who can list the processes of
 * the node. Redis must not start without one. The user `probe` has no password and can only PING, so probes keep working
 * when the password changes.
 */
function start(props: RedisProps): string {
  return [
    `password=$(cat ${PASSWORD}/REDIS_PASSWORD) && [ -n "$password" ] || exit 1`,
    `exec redis-server - ${options(props)} <<END`,
    'requirepass "$password"',
    'user probe on nopass +ping',
    'END',
    '',
  ].join('\n');
}

/** Redis answers PONG only after it has loaded the file; a large one may take up to five minutes. */
function probe({ period, failures }: { period: number; failures: number }): k8s.Probe {
  return {
    exec: { command: ['sh', '-c', PING] },
    periodSeconds: period,
    timeoutSeconds: 3,
    failureThreshold: failures,
  };
}

const PING = 'redis-cli --user probe --pass none --no-auth-warning ping | grep -q PONG';

function check(props: RedisProps): void {
  const { storage, password, clients } = props;
  checkPod('Redis', props)
    .require(mebibytes(storage) >= 1024, 'storage', storage, 'a size of at least 1Gi')
    .require('REDIS_PASSWORD' in password.keys, 'password', password.name, 'a Secret with the key REDIS_PASSWORD')
    .require(
      Object.keys(clients).length > 0,
      'clients',
      clients,
      'at least one label: without labels every pod could connect',
    )
    .verify();
}
