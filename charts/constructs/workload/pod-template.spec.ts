import { describe, expect, it } from '@jest/globals';
import { podTemplateOf } from '../../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { synthesize } from '../../test/objects.ts';
import { DIGEST, ID } from '../../test/web-service.fixture.ts';
import { Configuration } from '../configuration/configuration.ts';
import { Redis } from '../redis/redis.ts';
import { ScheduledJob } from '../scheduled-job/scheduled-job.ts';
import { SecretReference } from '../secret-reference/secret-reference.ts';
import { WebService } from '../web-service/web-service.ts';
import type { PodProps } from './pod.props.ts';
import { podTemplate } from './pod-template.ts';

const resources = { cpu: { request: '100m', limit: '500m' }, memory: { request: '128Mi', limit: '1Gi' } };

/** One workload of each kind, with the same shared props. */
function workloads(): KubernetesObject[] {
  return synthesize((scope) => {
    const image = { repository: 'ghcr.io/kiosque/kiosque', digest: DIGEST };
    const secret = (name: string, key: string): SecretReference =>
      new SecretReference(scope, name, { name, keys: { [key]: name }, provider: { kind: 'manual' } });
    const password = secret('redis-password', 'REDIS_PASSWORD');
    const common = { image, resources, priorityClassName: 'kiosque-test' };
    const props: Omit<Required<PodProps>, 'name'> = {
      ...common,
      configuration: new Configuration(scope, 'Configuration', { name: 'common', data: { LOG_LEVEL: 'info' } }),
      secrets: [secret('storage', 'AZURE_STORAGE_CONNECTION_STRING')],
      secretFiles: { '/etc/kiosque/redis-password': password },
      configurationFiles: {
        '/etc/kiosque/files': new Configuration(scope, 'Files', { name: 'files', data: { TARGETS: 'targets: []' } }),
      },
      writable: { cache: { path: '/var/cache/kiosque', size: '32Mi' } },
      podLabels: { 'app.kubernetes.io/component': 'counter' },
      clientId: ID,
      egress: [{ to: { pods: 'redis' }, ports: [6379] }],
    };
    new WebService(scope, 'Service', { ...props, name: 'service', replicas: { minimum: 1, maximum: 2 } });
    const schedule = { schedule: '0 4 * * *', timeZone: 'Europe/Paris', command: ['build/x.js'] };
    new ScheduledJob(scope, 'Job', { ...props, ...schedule, name: 'job' });
    new Redis(scope, 'Redis', { ...common, name: 'redis', storage: '1Gi', password, clients: { a: 'b' } });
  });
}

describe(podTemplate.name, () => {
  const objects = workloads();
  const pods = Object.fromEntries(objects.map((object) => [object.kind, podTemplateOf(object)]));
  const kinds = ['Deployment', 'CronJob', 'StatefulSet'] as const;

  it.each(kinds)('should render the pods of a %s with the same security and limits as the others', (kind) => {
    const { spec } = pods[kind] ?? {};
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      priorityClassName: 'kiosque-test',
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
    expect(spec?.containers).toMatchObject([
      {
        image: `ghcr.io/kiosque/kiosque@${DIGEST}`,
        imagePullPolicy: 'IfNotPresent',
        securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, runAsUser: 10001 },
        resources: {
          requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
          limits: { cpu: '500m', memory: '1Gi', 'ephemeral-storage': '256Mi' },
        },
      },
    ]);
  });

  it('should give services and jobs the same variables, files, labels and identity', () => {
    const shared = (kind: string) => {
      const { labels = {}, spec } = pods[kind] ?? {};
      const [{ envFrom, volumeMounts } = {}] = spec?.containers ?? [];
      const { 'app.kubernetes.io/name': _, ...others } = labels;
      return { others, envFrom, volumeMounts, volumes: spec?.volumes };
    };
    expect(shared('CronJob')).toEqual(shared('Deployment'));
    expect(shared('CronJob')).toMatchObject({
      others: { 'azure.workload.identity/use': 'true', 'app.kubernetes.io/component': 'counter' },
      envFrom: [{ configMapRef: { name: 'common' } }, { secretRef: { name: 'storage' } }],
      volumeMounts: [
        { name: 'cache', mountPath: '/var/cache/kiosque' },
        { mountPath: '/etc/kiosque/files', name: 'files', readOnly: true },
        { name: 'redis-password-files', mountPath: '/etc/kiosque/redis-password', readOnly: true },
      ],
    });
  });

  it.each([
    [{ clientId: 'me' }, 'clientId is "me"'],
    [{ egress: [{ to: 'internet', ports: [] }] }, 'egress[0].ports is []'],
    [{ writable: { cache: { path: 'cache', size: '1Mi' } } }, 'writable.cache.path is "cache"'],
    [{ priorityClassName: 'High!' }, 'priorityClassName is "High!"'],
  ] as const)('should check a job as strictly as a service: %j', (wrong, message) => {
    const job = () =>
      synthesize((scope) => {
        const configuration = new Configuration(scope, 'Configuration', { name: 'x', data: { A: 'b' } });
        const image = { repository: 'ghcr.io/kiosque/kiosque', digest: DIGEST };
        const schedule = { schedule: '0 4 * * *', timeZone: 'Europe/Paris', command: ['build/x.js'] };
        new ScheduledJob(scope, 'Job', { name: 'job', image, resources, configuration, ...schedule, ...wrong });
      });
    expect(job).toThrow(`ScheduledJob "job": ${message}`);
  });
});
