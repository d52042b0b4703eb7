import { describe, expect, it } from '@jest/globals';
import { containerProblem, object, pod, problems, workload } from '../test/rule-problems.fixture.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const probe = (path: string, port: number | string = 3000): object => ({ httpGet: { path, port } });

describe('workload rules on containers', () => {
  it.each<[string, object, string | undefined]>([
    ['image-digest', {}, 'runs '],
    ['image-digest', { image: `ghcr.io/x@${DIGEST}` }, undefined],
    ['image-digest', { image: `ghcr.io/x@${DIGEST}0` }, `runs ghcr.io/x@${DIGEST}0`],
    ['image-digest', { image: 'ghcr.io/x:1' }, 'runs ghcr.io/x:1'],
    ['image-pull-policy', {}, 'pulls by default'],
    ['image-pull-policy', { imagePullPolicy: 'Always' }, 'pulls Always'],
    ['image-pull-policy', { imagePullPolicy: 'IfNotPresent' }, undefined],
    ['read-only-root', {}, 'has a writable root filesystem'],
    ['read-only-root', { securityContext: { readOnlyRootFilesystem: false } }, 'has a writable root filesystem'],
    ['read-only-root', { securityContext: { readOnlyRootFilesystem: true } }, undefined],
    ['ephemeral-storage', {}, 'has no request or limit for ephemeral-storage'],
    ['ephemeral-storage', storage('requests'), 'has no request or limit for ephemeral-storage'],
    ['ephemeral-storage', storage('limits'), 'has no request or limit for ephemeral-storage'],
    ['ephemeral-storage', storage('requests', 'limits'), undefined],
    ['probe-port', {}, undefined],
    ['probe-port', { ports: [{ containerPort: 3000, name: 'http' }], livenessProbe: probe('/') }, undefined],
    ['probe-port', { ports: [{ containerPort: 3000, name: 'http' }], livenessProbe: probe('/', 'http') }, undefined],
    ['probe-port', { readinessProbe: { exec: {} }, startupProbe: { grpc: { port: 1 } } }, undefined],
    [
      'probe-port',
      { ports: [{ containerPort: 80 }], readinessProbe: probe('/'), startupProbe: { tcpSocket: { port: 'http' } } },
      'probes port 3000, http, which it does not have',
    ],
    ['probes-differ', {}, undefined],
    ['probes-differ', { livenessProbe: probe('/'), readinessProbe: probe('/ready') }, undefined],
    ['probes-differ', { livenessProbe: probe('/') }, undefined],
    ['probes-differ', { readinessProbe: probe('/') }, undefined],
    ['probes-differ', { livenessProbe: { exec: {} }, readinessProbe: { exec: {} } }, undefined],
    [
      'probes-differ',
      { livenessProbe: probe('/'), readinessProbe: { ...probe('/'), periodSeconds: 5 } },
      'uses the same probe for readiness and liveness',
    ],
    ['duplicate-env', {}, undefined],
    ['duplicate-env', { env: [{ name: 'A' }, { name: 'B' }] }, undefined],
    ['duplicate-env', { env: [{ name: 'A' }, { name: 'B' }, { name: 'A' }, { name: 'B' }] }, 'sets A, B twice'],
    ['secret-in-env', {}, undefined],
    [
      'secret-in-env',
      {
        env: [
          { name: 'REDIS_PASSWORD_FILE', value: '/etc/x' },
          { name: 'HOST', value: 'x' },
        ],
      },
      undefined,
    ],
    ['secret-in-env', { env: [{ name: 'REDIS_PASSWORD', valueFrom: {} }] }, undefined],
    [
      'secret-in-env',
      {
        env: ['API_TOKEN', 'CLIENT_SECRET', 'X_KEY', 'X_KEYS', 'TOKENS', 'SECRET_FILES'].map((name) => ({
          name,
          value: 'x',
        })),
      },
      'contains the value of API_TOKEN, CLIENT_SECRET, X_KEY, SECRET_FILES',
    ],
  ])('%s: should find in %j: %s', (rule, container, expected) => {
    expect(containerProblem(rule, container)).toBe(expected);
  });
});

describe('workload rules on pods', () => {
  it.each<[string, object, readonly string[]]>([
    ['service-account', {}, ['runs as the default ServiceAccount']],
    ['service-account', { serviceAccountName: 'default' }, ['runs as the default ServiceAccount']],
    ['service-account', { serviceAccountName: 'a' }, ['mounts the token of the ServiceAccount a']],
    ['service-account', { serviceAccountName: 'a', automountServiceAccountToken: false }, []],
    ['service-links', {}, ['has service links']],
    ['service-links', { enableServiceLinks: false }, []],
    ['priority-class', {}, ['has no priorityClassName']],
    ['priority-class', { priorityClassName: 'a' }, []],
  ])('%s: should find in %j: %j', (rule, spec, expected) => {
    expect(problems(rule, pod(spec))).toEqual(expected);
  });

  it.each<[object, number | undefined, boolean]>([
    [{}, undefined, true],
    [{ lifecycle: {} }, undefined, true],
    [{ lifecycle: { preStop: {} } }, undefined, true],
    [{ lifecycle: { preStop: { sleep: { seconds: 0 } } } }, undefined, true],
    [{ lifecycle: { preStop: { sleep: { seconds: 29 } } } }, undefined, false],
    [{ lifecycle: { preStop: { sleep: { seconds: 30 } } } }, undefined, true],
    [{ lifecycle: { preStop: { sleep: { seconds: 30 } } } }, 31, false],
    [{ lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } }, undefined, false],
    [{ lifecycle: { preStop: { exec: {} } } }, 1, true],
  ])('drain: should find in %j with a grace period of %s: %s', (container, terminationGracePeriodSeconds, isFound) => {
    const containers = [{ name: 'main', ports: [{ containerPort: 80 }], ...container }];
    const spec = { template: { spec: { containers, terminationGracePeriodSeconds } } };
    const expected = isFound ? ['container "main" does not wait before it stops'] : [];
    expect(problems('drain', workload('Deployment', spec))).toEqual(expected);
    expect(problems('drain', workload('DaemonSet', spec))).toEqual([]);
  });

  it('drain: should not require containers without ports to wait', () => {
    expect(problems('drain', workload('Deployment', {}, [{ name: 'a' }, { name: 'b', ports: [] }]))).toEqual([]);
  });

  it.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])('should compare the labels of a %s', (kind) => {
    const selecting = (matchLabels?: object) => workload(kind, { selector: { matchLabels } });
    expect(problems('selector-matches-template', selecting({ app: 'x' }))).toEqual([]);
    expect(problems('selector-matches-template', selecting())).toEqual([]);
    expect(problems('selector-matches-template', workload(kind))).toEqual([]);
    expect(problems('selector-matches-template', selecting({ app: 'x', tier: 'y' }))).toEqual([
      'selects tier=y, which its pods do not have',
    ]);
    expect(problems('selector-matches-template', workload('Job', { selector: { matchLabels: { a: 'b' } } }))).toEqual(
      [],
    );
  });
});

describe('workload rules on other fields', () => {
  it.each<[object | undefined, readonly string[]]>([
    [undefined, ['its strategy is unset']],
    [{ type: 'Recreate' }, ['its strategy is Recreate']],
    [{ type: 'RollingUpdate' }, ['terminates pods before their successors are ready']],
    [{ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } }, []],
  ])('rolling-update: should find in %j: %j', (strategy, expected) => {
    expect(problems('rolling-update', object('Deployment', { spec: { strategy } }))).toEqual(expected);
    expect(problems('rolling-update', object('Service', { spec: { strategy } }))).toEqual([]);
  });

  it.each<[string, object, readonly string[]]>([
    ['Job', {}, ['is never deleted']],
    ['Job', { ttlSecondsAfterFinished: 0 }, []],
    ['CronJob', { startingDeadlineSeconds: 60, concurrencyPolicy: 'Forbid' }, []],
    ['CronJob', { startingDeadlineSeconds: 60 }, ['has no concurrencyPolicy']],
    ['CronJob', {}, ['has no startingDeadlineSeconds', 'has no concurrencyPolicy']],
    ['Deployment', {}, []],
  ])('job-bounds: should find in a %s with %j: %j', (kind, spec, expected) => {
    expect(problems('job-bounds', object(kind, { spec }))).toEqual(expected);
  });

  const gets = (variables: string): string[] => [`container "main" gets ${variables} as a variable`];
  const external = (name: string, namespace = 'kiosque-test') =>
    object('ExternalSecret', {
      metadata: { name, namespace },
      spec: { data: [{ secretKey: 'PASSWORD' }, { secretKey: 'HOST' }] },
    });
  const csi = object('SecretProviderClass', {
    spec: {
      secretObjects: [
        { secretName: 'redis', data: [{ key: 'REDIS_TOKEN' }] },
        { secretName: 'other', data: [{ key: 'OTHER_TOKEN' }] },
      ],
    },
  });
  const secret = (name: string): object => ({ envFrom: [{ secretRef: { name } }] });

  it.each<[object, readonly string[]]>([
    [{}, []],
    [
      {
        env: [
          { name: 'REDIS_PASSWORD', value: 'x' },
          { name: 'API_KEY', valueFrom: { fieldRef: {} } },
        ],
      },
      [],
    ],
    [{ env: ['REDIS_PASSWORD', 'CONNECTION_STRING'].map(referenced) }, gets('REDIS_PASSWORD')],
    [{ envFrom: [{ configMapRef: { name: 'redis' } }] }, []],
    [secret('external'), gets('PASSWORD')],
    [secret('redis'), gets('REDIS_TOKEN')],
    [secret('unknown'), []],
  ])('secret-as-variable: should find in %j: %j', (container, expected) => {
    const checked = pod({ containers: [{ name: 'main', ...container }] });
    const others = [external('external'), external('unknown', 'elsewhere'), csi];
    expect(problems('secret-as-variable', checked, ...others)).toEqual(expected);
    expect(problems('secret-as-variable', checked, object('ExternalSecret'), object('SecretProviderClass'))).toEqual(
      'env' in container ? expected : [],
    );
  });
});

function storage(...fields: readonly string[]): object {
  return { resources: Object.fromEntries(fields.map((field) => [field, { 'ephemeral-storage': '1Gi' }])) };
}

function referenced(name: string): object {
  return { name, valueFrom: { secretKeyRef: { name: 'redis', key: 'x' } } };
}
