import { k8s, ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkResources, containerResources, containerSecurity, podSecurity } from '../hardening.ts';
import { commonLabels, selectorLabels } from '../labels.ts';
import { mebibytes, Rules } from '../rules.ts';
import { secretMounts, secretVolumes } from '../secret-files.ts';
import { clusterService, disruptionBudget } from '../service-objects.ts';
import { tcp } from '../web-service/network-policy.ts';
import type { RedisProps } from './redis.props.ts';

/** Any user can run it; those with low numbers are users of the node. */
const USER = 10001;

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
    const metadata = { name: props.name, labels: commonLabels(props.name) };
    new ServiceAccount(this, 'ServiceAccount', { metadata, automountToken: false });
    new k8s.KubeStatefulSet(this, 'StatefulSet', { metadata, spec: statefulSet(props) });
    clusterService(this, props.name, { name: 'redis', port: Redis.port, targetPort: Redis.port });
    disruptionBudget(this, props.name);
    new k8s.KubeNetworkPolicy(this, 'NetworkPolicy', {
      metadata,
      spec: {
        podSelector: { matchLabels: selectorLabels(props.name) },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: { matchLabels: props.clients } }], ports: tcp([Redis.port]) }],
      },
    });
  }
}

function statefulSet(props: RedisProps): k8s.StatefulSetSpec {
  const { name, storage, password, priorityClassName } = props;
  return {
    serviceName: name,
    replicas: 1,
    selector: { matchLabels: selectorLabels(name) },
    template: {
      metadata: { labels: commonLabels(name) },
      spec: {
        serviceAccountName: name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: podSecurity(USER),
        terminationGracePeriodSeconds: 30,
        ...(priorityClassName !== undefined && { priorityClassName }),
        containers: [container(props)],
        volumes: secretVolumes({ [PASSWORD]: password }),
      },
    },
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

function container(props: RedisProps): k8s.Container {
  const { name, image, resources, password } = props;
  return {
    name,
    image: `${image.repository}@${image.digest}`,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', start(props)],
    ports: [{ name: 'redis', containerPort: Redis.port }],
    volumeMounts: [{ name: 'data', mountPath: DATA }, ...secretMounts({ [PASSWORD]: password })],
    startupProbe: probe({ period: 2, failures: 150 }),
    readinessProbe: probe({ period: 5, failures: 2 }),
    livenessProbe: probe({ period: 10, failures: 3 }),
    resources: containerResources(resources),
    securityContext: containerSecurity(USER),
  };
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
  const { name, image, storage, password, clients } = props;
  checkResources(new Rules(`Redis "${name}"`).dnsLabel('name', name).image('image', image), props.resources)
    .require(mebibytes(storage) >= 1024, 'storage', storage, 'a size of at least 1Gi')
    .require('REDIS_PASSWORD' in password.keys, 'password', password.name, 'a Secret with the key REDIS_PASSWORD')
    .require(Object.keys(clients).length > 0, 'clients', clients, 'at least one label: none would let everyone in')
    .verify();
}
