import { neighbours } from './kubernetes-object.ts';
import type { KubernetesObject, Labels, Loose } from './kubernetes-object.ts';
import { each, eachContainer, eachOf, eachPod } from './rule.ts';
import type { Rule } from './rule.ts';

/** Names of variables that hold a secret. */
const SECRET_NAME = /(?:SECRET|PASSWORD|CONNECTION_STRING)(?!.*_FILE$)|TOKEN$|_KEY$/;

/** Connection strings are not included: the Azure SDK only reads them from a variable. */
const FILE_WOULD_DO = /PASSWORD|SECRET|TOKEN|KEY/;

/** Common mistakes in pods and workloads. */
export const workloadRules: readonly Rule[] = [
  {
    name: 'image-digest',
    reason: 'A tag can be moved, a digest cannot; only an image by digest can be verified, promoted and rolled back.',
    fix: 'Set the image to <repository>@sha256:<digest>.',
    check: eachContainer(({ image = '' }) => !/@sha256:[\da-f]{64}$/.test(image) && `runs ${image}`),
  },
  {
    name: 'image-pull-policy',
    reason: 'Always makes every pod start depend on the registry, although a digest never changes.',
    fix: 'Set imagePullPolicy to IfNotPresent.',
    check: eachContainer(
      ({ imagePullPolicy }) => imagePullPolicy !== 'IfNotPresent' && `pulls ${imagePullPolicy ?? 'by default'}`,
    ),
  },
  {
    name: 'read-only-root',
    reason: 'A writable root filesystem lets an attacker install programs.',
    fix: 'Set readOnlyRootFilesystem to true, and mount an emptyDir for writable paths.',
    check: eachContainer(
      ({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true && 'has a writable root filesystem',
    ),
  },
  {
    name: 'ephemeral-storage',
    reason: 'A container that fills the disk of its node causes all pods on it to be evicted.',
    fix: 'Set a request and a limit for ephemeral-storage.',
    check: eachContainer(({ resources: { requests, limits } = {} }) => {
      const missing = requests?.['ephemeral-storage'] === undefined || limits?.['ephemeral-storage'] === undefined;
      return missing && 'has no request or limit for ephemeral-storage';
    }),
  },
  {
    name: 'service-account',
    standards: ['CIS', 'Kiosque'],
    reason: 'The default ServiceAccount is shared by all pods, and its token gives access to the API server.',
    fix: 'Use a dedicated ServiceAccount and set automountServiceAccountToken to false.',
    check: eachPod(({ spec }) => {
      const name = spec.serviceAccountName ?? 'default';
      if (name === 'default') return 'runs as the default ServiceAccount';
      return spec.automountServiceAccountToken !== false && `mounts the token of the ServiceAccount ${name}`;
    }),
  },
  {
    name: 'service-links',
    reason: 'Every Service of the namespace would add variables to every pod, such as CONTENT_PORT.',
    fix: 'Set enableServiceLinks to false.',
    check: eachPod(({ spec }) => spec.enableServiceLinks !== false && 'has service links'),
  },
  {
    name: 'priority-class',
    reason: 'Without a PriorityClass, production pods have no precedence over less important ones.',
    fix: 'Set priorityClassName to the PriorityClass of the namespace.',
    check: eachPod(({ spec }) => !spec.priorityClassName && 'has no priorityClassName'),
  },
  {
    name: 'drain',
    reason: 'A pod that stops immediately still receives requests until every proxy has removed it.',
    fix: 'Set lifecycle.preStop.sleep to a few seconds, and terminationGracePeriodSeconds to more than that.',
    check: eachPod(({ spec }, object) => {
      if (object.kind !== 'Deployment') return [];
      const grace = spec.terminationGracePeriodSeconds ?? 30;
      return spec.containers
        .filter(({ ports = [] }) => ports.length > 0)
        .filter(({ lifecycle }) => {
          const seconds = lifecycle?.preStop?.sleep?.seconds ?? (lifecycle?.preStop?.exec ? 1 : 0);
          return seconds === 0 || seconds >= grace;
        })
        .map(({ name }) => `container "${name}" does not wait before it stops`);
    }),
  },
  {
    name: 'probe-port',
    reason: 'A probe of a port that the container does not expose never succeeds.',
    fix: 'Probe one of the container ports, by number or name.',
    check: eachContainer(({ ports = [], livenessProbe, readinessProbe, startupProbe }) => {
      const known = ports.flatMap(({ containerPort, name }) => [containerPort, name]);
      const probed = [livenessProbe, readinessProbe, startupProbe].flatMap(
        (probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? [],
      );
      const wrong = probed.filter((port) => !known.includes(port));
      return wrong.length > 0 && `probes port ${wrong.join(', ')}, which it does not have`;
    }),
  },
  {
    name: 'probes-differ',
    reason: 'With the same probe for both, a pod that is not ready is also restarted.',
    fix: 'Use a separate liveness path that checks no dependencies.',
    check: eachContainer(({ livenessProbe, readinessProbe }) => {
      const same = JSON.stringify(livenessProbe?.httpGet) === JSON.stringify(readinessProbe?.httpGet);
      return livenessProbe?.httpGet !== undefined && same && 'uses the same probe for readiness and liveness';
    }),
  },
  {
    name: 'duplicate-env',
    reason: 'If two variables have the same name, the last one silently wins.',
    fix: 'Remove one of them.',
    check: eachContainer(({ env = [] }) => {
      const names = env.map(({ name }) => name);
      const twice = names.filter((name, index) => names.indexOf(name) !== index);
      return twice.length > 0 && `sets ${twice.join(', ')} twice`;
    }),
  },
  {
    name: 'secret-in-env',
    standards: ['CIS', 'Kiosque'],
    reason: 'Git history is permanent, and anyone who can read Deployments can read the value.',
    fix: 'Use a SecretReference.',
    check: eachContainer(({ env = [] }) => {
      const literal = env.filter(({ name, value }) => value !== undefined && SECRET_NAME.test(name));
      return literal.length > 0 && `contains the value of ${literal.map(({ name }) => name).join(', ')}`;
    }),
  },
  {
    name: 'secret-as-variable',
    standards: ['CIS', 'Kiosque'],
    reason: 'Variables are inherited by every process, and are not updated when the Secret is rotated.',
    fix: 'Mount the Secret as a file with mode 0440, and set its path in a variable that ends with _FILE.',
    check: eachContainer(({ env = [], envFrom = [] }, _, object, all) => {
      const single = env.filter(({ valueFrom }) => valueFrom?.secretKeyRef).map(({ name }) => name);
      const whole = envFrom.flatMap(({ secretRef }) => keysOf(secretRef?.name, object, all));
      const secrets = [...single, ...whole].filter((variable) => FILE_WOULD_DO.test(variable));
      return secrets.length > 0 && `gets ${secrets.join(', ')} as a variable`;
    }),
  },
  {
    name: 'rolling-update',
    reason: 'Recreate, or terminating a pod before its successor is ready, causes downtime.',
    fix: 'Use RollingUpdate with maxUnavailable 0.',
    check: eachOf('Deployment', ({ spec }) => {
      const { type, rollingUpdate = {} } = (spec?.['strategy'] ?? {}) as { type?: string; rollingUpdate?: Loose };
      if (type !== 'RollingUpdate') return `its strategy is ${type ?? 'unset'}`;
      return rollingUpdate['maxUnavailable'] !== 0 && 'terminates pods before their successors are ready';
    }),
  },
  {
    name: 'selector-matches-template',
    reason: 'The API server rejects a workload that does not select its own pods.',
    fix: 'Add the labels of the selector to the pod template.',
    check: eachPod(({ labels }, { kind, spec }) => {
      if (!['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(kind)) return [];
      const { matchLabels = {} } = (spec?.['selector'] ?? {}) as { matchLabels?: Labels };
      return Object.entries(matchLabels)
        .filter(([key, value]) => labels[key] !== value)
        .map(([key, value]) => `selects ${key}=${value}, which its pods do not have`);
    }),
  },
  {
    name: 'job-bounds',
    reason: 'Jobs that never finish or are never deleted fill up the cluster.',
    fix: 'Set ttlSecondsAfterFinished on a Job, and startingDeadlineSeconds and concurrencyPolicy on a CronJob.',
    check: each(({ kind, spec = {} }) => {
      if (kind === 'Job') return spec['ttlSecondsAfterFinished'] === undefined && 'is never deleted';
      if (kind !== 'CronJob') return false;
      const missing = ['startingDeadlineSeconds', 'concurrencyPolicy'].filter((field) => spec[field] === undefined);
      return missing.map((field) => `has no ${field}`);
    }),
  },
];

/** Returns the keys of a Secret that External Secrets or the CSI driver creates; those of a manually created one are unknown. */
function keysOf(name: string | undefined, object: KubernetesObject, all: readonly KubernetesObject[]): string[] {
  const external = neighbours(object, all, 'ExternalSecret')
    .filter(({ metadata }) => metadata.name === name)
    .flatMap(({ spec }) => (spec?.['data'] ?? []) as { secretKey: string }[]);
  const csi = neighbours(object, all, 'SecretProviderClass')
    .flatMap(({ spec }) => (spec?.['secretObjects'] ?? []) as { secretName: string; data: { key: string }[] }[])
    .filter(({ secretName }) => secretName === name)
    .flatMap(({ data }) => data);
  return [...external.map(({ secretKey }) => secretKey), ...csi.map(({ key }) => key)];
}
