import { containersOf, neighbours } from './kubernetes-object.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { eachContainer, eachOf, eachPod } from './rule.ts';
import type { Rule } from './rule.ts';

const KIOSQUE = ['Kiosque'] as const;

/** What has bitten people in pods and workloads. */
export const workloadRules: readonly Rule[] = [
  {
    name: 'image-digest',
    standards: KIOSQUE,
    reason: 'A tag can be moved, a digest cannot: only a digest can be verified, promoted and rolled back to.',
    fix: 'Name the image as <repository>@sha256:<digest>.',
    check: eachContainer(({ image = '' }) => !/@sha256:[\da-f]{64}$/.test(image) && `runs ${image}`),
  },
  {
    name: 'image-pull-policy',
    standards: KIOSQUE,
    reason: 'Always makes every start of a pod depend on the registry, for a digest that cannot change.',
    fix: 'Set imagePullPolicy to IfNotPresent.',
    check: eachContainer(
      ({ imagePullPolicy }) => imagePullPolicy !== 'IfNotPresent' && `pulls ${imagePullPolicy ?? 'by default'}`,
    ),
  },
  {
    name: 'read-only-root',
    standards: KIOSQUE,
    reason: 'Who gets in cannot leave anything behind that runs.',
    fix: 'Set readOnlyRootFilesystem to true and mount an emptyDir where something must be written.',
    check: eachContainer(({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true && 'can write to /'),
  },
  {
    name: 'ephemeral-storage',
    standards: KIOSQUE,
    reason: 'A container that fills the disk of its node takes all its pods down.',
    fix: 'Set a request and a limit of ephemeral-storage.',
    check: eachContainer(({ resources: { requests, limits } = {} }) => {
      const missing = requests?.['ephemeral-storage'] === undefined || limits?.['ephemeral-storage'] === undefined;
      return missing && 'does not bound its ephemeral-storage';
    }),
  },
  {
    name: 'service-account',
    standards: ['CIS', 'Kiosque'],
    reason: 'The default account is shared by everything, and its token talks to the API server.',
    fix: 'Name a ServiceAccount of its own and set automountServiceAccountToken to false.',
    check: eachPod(({ spec }) => {
      const name = spec.serviceAccountName ?? 'default';
      if (name === 'default') return ['runs as the default ServiceAccount'];
      return spec.automountServiceAccountToken === false ? [] : [`mounts the token of the ServiceAccount ${name}`];
    }),
  },
  {
    name: 'service-links',
    standards: KIOSQUE,
    reason: 'Every Service of the namespace would add variables to every pod: CONTENT_PORT is one.',
    fix: 'Set enableServiceLinks to false.',
    check: eachPod(({ spec }) => (spec.enableServiceLinks === false ? [] : ['has service links'])),
  },
  {
    name: 'priority-class',
    standards: KIOSQUE,
    reason: 'Without one, what readers need has no precedence over what nobody waits for.',
    fix: 'Set priorityClassName to the class of the namespace.',
    check: eachPod(({ spec }) => (spec.priorityClassName ? [] : ['has no priorityClassName'])),
  },
  {
    name: 'drain',
    standards: KIOSQUE,
    reason: 'A pod that stops at once still gets requests until every proxy has forgotten it.',
    fix: 'Add lifecycle.preStop.sleep of some seconds, and a terminationGracePeriodSeconds that is longer.',
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
    reason: 'A probe of a port that nothing listens on never succeeds.',
    fix: 'Probe a port of the container, by number or name.',
    check: eachContainer(({ ports = [], livenessProbe, readinessProbe, startupProbe }) => {
      const known = ports.flatMap(({ containerPort, name }) => [containerPort, name]);
      const probed = [livenessProbe, readinessProbe, startupProbe].flatMap(
        (probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? [],
      );
      const wrong = probed.filter((port) => !known.includes(port));
      return wrong.length > 0 && `probes the port ${wrong.join(', ')}, which it does not have`;
    }),
  },
  {
    name: 'probes-differ',
    standards: KIOSQUE,
    reason: 'With one probe for both, what makes a pod unready also restarts it.',
    fix: 'Give liveness a path of its own that touches no dependency.',
    check: eachContainer(({ livenessProbe, readinessProbe }) => {
      const same = JSON.stringify(livenessProbe?.httpGet) === JSON.stringify(readinessProbe?.httpGet);
      return livenessProbe?.httpGet !== undefined && same && 'has one probe for readiness and liveness';
    }),
  },
  {
    name: 'duplicate-env',
    standards: KIOSQUE,
    reason: 'Of two variables with one name the last one wins, unseen.',
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
    reason: 'Git and everybody who may read Deployments keep it for ever.',
    fix: 'Name it in a SecretReference.',
    check: eachContainer(({ env = [] }) => {
      const literal = env.filter(({ name, value }) => value !== undefined && SECRET_NAME.test(name));
      return literal.length > 0 && `holds the value of ${literal.map(({ name }) => name).join(', ')}`;
    }),
  },
  {
    name: 'secret-as-variable',
    standards: ['CIS', 'Kiosque'],
    reason: 'Variables are inherited by every process and stay as they were when the Secret is rotated.',
    fix: 'Mount the Secret as a file of mode 0440, and name the file in a variable that ends with _FILE.',
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
    reason: 'Recreate, or taking a pod away before its successor is ready, is an outage.',
    fix: 'Use RollingUpdate with maxUnavailable 0.',
    check: eachOf('Deployment', ({ spec }) => {
      const { type, rollingUpdate } = (spec?.['strategy'] ?? {}) as {
        type?: string;
        rollingUpdate?: { maxUnavailable?: unknown };
      };
      if (type !== 'RollingUpdate') return `its strategy is ${type ?? 'unset'}`;
      return rollingUpdate?.maxUnavailable !== 0 && 'takes pods away before others are ready';
    }),
  },
  {
    name: 'selector-matches-template',
    standards: KIOSQUE,
    reason: 'The API server refuses a workload that does not select its own pods.',
    fix: 'Give the template the labels that the selector names.',
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
    reason: 'Jobs that never end or are never removed fill the cluster.',
    fix: 'Set ttlSecondsAfterFinished on a Job, and startingDeadlineSeconds and concurrencyPolicy on a CronJob.',
    check: (object) => {
      if (object.kind === 'Job' && object.spec?.['ttlSecondsAfterFinished'] === undefined) return ['is never removed'];
      if (object.kind !== 'CronJob') return [];
      const missing = ['startingDeadlineSeconds', 'concurrencyPolicy'].filter(
        (field) => object.spec?.[field] === undefined,
      );
      return missing.map((field) => `has no ${field}`);
    },
  },
];

const SECRET_NAME = /(?:SECRET|PASSWORD|CONNECTION_STRING)(?!.*_FILE$)|TOKEN$|_KEY$/;

/** The Azure SDK takes a connection string in no other way. */
const FILE_WOULD_DO = /PASSWORD|SECRET|TOKEN|KEY/;

/** The keys of a Secret that External Secrets or the CSI driver fills; what a person makes by hand is not known. */
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
