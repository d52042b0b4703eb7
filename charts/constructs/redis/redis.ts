import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { commonLabels, selectorLabels } from '../labels.ts';
import { networkPolicy } from '../network-policy/network-policy.ts';
import { mebibytes } from '../prop-checks.ts';
import { checkPod } from '../workload/check-pod.ts';
import { podTemplate } from '../workload/pod-template.ts';
import { serviceAccount } from '../workload/service-account.ts';
import { clusterService, disruptionBudget } from '../workload/service-objects.ts';
import type { RedisProps } from './redis.props.ts';

const DATA = '/data';

/** Where the Secret with the password is mounted. */
const PASSWORD = '/etc/redis/password';

/** Of the memory limit: rewriting the file needs some, too. A full Redis refuses tickets; one above its limit is killed. */
const MEMORY_SHARE = 0.75;

/** Acknowledged means written to disk: nothing that a person was told is lost with the pod. */
function options({ resources }: RedisProps): string {
  const megabytes = Math.floor(mebibytes(resources.memory.limit) * MEMORY_SHARE);
  return [
    ...['--appendonly yes', '--appendfsync always', "--save ''", `--dir ${DATA}`],
    ...[`--maxmemory ${String(megabytes)}mb`, '--maxmemory-policy noeviction'],
  ].join(' ');
}

/**
 * One Redis for what must not be lost: an append-only file that is written through, on a volume that outlives the pod;
 * a password; a network policy that lets in only its clients; Pod Security "restricted". With one replica a node upgrade
 * means some seconds without it, which its clients bridge.
 *
 * @throws Error naming each prop that breaks its rule, with its value.
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
 * The password goes in by standard input: arguments and variables could be read by whoever sees the processes of the
 * node. Without one Redis must not start. The user `probe` has none, and may do nothing but PING: probes go on whatever
 * the password becomes.
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

/** Answers PONG only once the file has been read; reading a large one is given five minutes. */
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
    .require(Object.keys(clients).length > 0, 'clients', clients, 'at least one label: none would let everyone in')
    .verify();
}
