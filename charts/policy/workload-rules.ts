import { containersOf } from './kubernetes-object.ts';
import { FILE_WOULD_DO, SECRET_NAME, keysOf } from './secret-keys.ts';
import { eachContainer, eachOf, eachPod } from './rule.ts';
import type { Rule } from './rule.ts';

const KIOSQUE = ['Kiosque'] as const;

/** Common mistakes in pods and workloads. */
export const workloadRules: readonly Rule[] = [
  {
    name: 'image-digest',
    standards: KIOSQUE,
    reason: 'A tag can be moved, a digest cannot; only an image by digest can be verified, promoted and rolled back.',
    fix: 'Set the image to <repository>@sha256:<digest>.',
    check: eachContainer(({ image = '' }) => !/@sha256:[\da-f]{64}$/.test(image) && `runs ${image}`),
  },
  {
    name: 'image-pull-policy',
    standards: KIOSQUE,
    reason: 'Always makes every pod start depend on the registry, although a digest never changes.',
    fix: 'Set imagePullPolicy to IfNotPresent.',
    check: eachContainer(
      ({ imagePullPolicy }) => imagePullPolicy !== 'IfNotPresent' && `pulls ${imagePullPolicy ?? 'by default'}`,
    ),
  },
  {
    name: 'read-only-root',
    standards: KIOSQUE,
    reason: 'A writable root filesystem lets an attacker install programs.',
    fix: 'Set readOnlyRootFilesystem to true, and mount an emptyDir for writable paths.',
    check: eachContainer(
      ({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true && 'has a writable root filesystem',
    ),
  },
  {
    name: 'ephemeral-storage',
    standards: KIOSQUE,
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
      if (name === 'default') return ['runs as the default ServiceAccount'];
      return spec.automountServiceAccountToken === false ? [] : [`mounts the token of the ServiceAccount ${name}`];
    }),
  },
  {
    name: 'service-links',
    standards: KIOSQUE,
    reason: 'Every Service of the namespace would add variables to every pod, such as CONTENT_PORT.',
    fix: 'Set enableServiceLinks to false.',
    check: eachPod(({ spec }) => (spec.enableServiceLinks === false ? [] : ['has service links'])),
  },
  {
    name: 'priority-class',
    standards: KIOSQUE,
    reason: 'Without a PriorityClass, production pods have no precedence over less important ones.',
    fix: 'Set priorityClassName to the PriorityClass of the namespace.',
    check: eachPod(({ spec }) => (spec.priorityClassName ? [] : ['has no priorityClassName'])),
  },
  {
    name: 'drain',
    standards: KIOSQUE,
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
    standards: KIOSQUE,
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
    standards: KIOSQUE,
    reason: 'With the same probe for both, a pod that is not ready is also restarted.',
    fix: 'Use a separate liveness path that checks no dependencies.',
    check: eachContainer(({ livenessProbe, readinessProbe }) => {
      const same = JSON.stringify(livenessProbe?.httpGet) === JSON.stringify(readinessProbe?.httpGet);
      return livenessProbe?.httpGet !== undefined && same && 'uses the same probe for readiness and liveness';
    }),
  },
  {
    name: 'duplicate-env',
    standards: KIOSQUE,
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
    check: eachPod(({ spec }, object, all) =>
      containersOf(spec).flatMap(({ name, env = [], envFrom = [] }) => {
        const single = env.filter(({ valueFrom }) => valueFrom?.secretKeyRef).map((variable) => variable.name);
        const whole = envFrom.flatMap(({ secretRef }) => keysOf(secretRef?.name, object, all));
        const secrets = [...single, ...whole].filter((variable) => FILE_WOULD_DO.test(variable));
        return secrets.length > 0 ? [`container "${name}" gets ${secrets.join(', ')} as a variable`] : [];
      }),
    ),
  },
  {
    name: 'rolling-update',
    standards: KIOSQUE,
    reason: 'Recreate, or terminating a pod before its successor is ready, causes downtime.',
    fix: 'Use RollingUpdate with maxUnavailable 0.',
    check: eachOf('Deployment', ({ spec }) => {
      const { type, rollingUpdate } = (spec?.['strategy'] ?? {}) as {
        type?: string;
        rollingUpdate?: { maxUnavailable?: unknown };
      };
      if (type !== 'RollingUpdate') return `its strategy is ${type ?? 'unset'}`;
      return rollingUpdate?.maxUnavailable !== 0 && 'terminates pods before their successors are ready';
    }),
  },
  {
    name: 'selector-matches-template',
    standards: KIOSQUE,
    reason: 'The API server rejects a workload that does not select its own pods.',
    fix: 'Add the labels of the selector to the pod template.',
    check: eachPod(({ labels }, { kind, spec }) => {
      if (!['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(kind)) return [];
      const wanted = Object.entries(
        (spec?.['selector'] as { matchLabels?: Record<string, string> } | undefined)?.matchLabels ?? {},
      );
      return wanted
        .filter(([key, value]) => labels[key] !== value)
        .map(([key, value]) => `selects ${key}=${value}, which its pods do not have`);
    }),
  },
  {
    name: 'job-bounds',
    standards: KIOSQUE,
    reason: 'Jobs that never finish or are never deleted fill up the cluster.',
    fix: 'Set ttlSecondsAfterFinished on a Job, and startingDeadlineSeconds and concurrencyPolicy on a CronJob.',
    check: (object) => {
      if (object.kind === 'Job' && object.spec?.['ttlSecondsAfterFinished'] === undefined) return ['is never deleted'];
      if (object.kind !== 'CronJob') return [];
      const missing = ['startingDeadlineSeconds', 'concurrencyPolicy'].filter(
        (field) => object.spec?.[field] === undefined,
      );
      return missing.map((field) => `has no ${field}`);
    },
  },
];
