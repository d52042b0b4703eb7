import { describe, expect, it } from '@jest/globals';
import type { Environment } from '../environments/environment.ts';
import { environments } from '../environments/environments.ts';
import { production } from '../environments/production.ts';
import { qualification } from '../environments/qualification.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { quantity } from '../policy/quantity.ts';
import { render } from '../render.ts';
import { objectsOf } from '../test/objects.ts';
import { footprints } from './footprint.ts';
import { quotaOf } from './quota.ts';

const GIBIBYTE = 2 ** 30;
const resources = { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '1', memory: '1Gi' } };

function object(kind: string, spec: object): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'x', namespace: 'kiosque-test' }, spec: { ...spec } };
}

const template = (seconds?: number) => ({
  spec: { terminationGracePeriodSeconds: seconds, containers: [{ name: 'x', resources }] },
});
const autoscaler = (kind: string, spec: object): KubernetesObject =>
  object(kind, { scaleTargetRef: { kind: 'Deployment', name: 'x' }, ...spec });
const rolling = (maxSurge: number | string) => ({ strategy: { rollingUpdate: { maxSurge } }, template: template() });
const cronJob = (policy: object, spec: object = {}) =>
  object('CronJob', { ...policy, jobTemplate: { spec: { ...spec, template: template() } } });

function hardOf(environment: Environment): Record<string, string> {
  const found = objectsOf(render([environment])).find(
    ({ object: { kind, metadata } }) => kind === 'ResourceQuota' && metadata.name === 'namespace',
  );
  return found?.object.spec?.['hard'] as Record<string, string>;
}

describe(footprints.name, () => {
  it.each<[string, number, KubernetesObject[]]>([
    ['a Pod', 1, [object('Pod', template().spec)]],
    ['replicas, one that starts and those that end', 3 + 1 + 3, [object('Deployment', { replicas: 3, ...rolling(1) })]],
    [
      'as many that end as their grace period allows',
      10 + 1 + 6,
      [object('Deployment', { replicas: 10, minReadySeconds: 5, ...rolling(1) })],
    ],
    ['a surge in percent', 10 + 3 + 10, [object('Deployment', { replicas: 10, ...rolling('25%') })]],
    ['the default surge', 4 + 1 + 4, [object('Deployment', { replicas: 4, template: template() })]],
    [
      'an autoscaler',
      6 + 1 + 6,
      [object('Deployment', rolling(1)), autoscaler('HorizontalPodAutoscaler', { maxReplicas: 6 })],
    ],
    ['KEDA', 7 + 1 + 7, [object('Deployment', rolling(1)), autoscaler('ScaledObject', { maxReplicaCount: 7 })]],
    ['a StatefulSet, which replaces one by one', 2, [object('StatefulSet', { replicas: 2, template: template() })]],
    ['a Job', 3, [object('Job', { parallelism: 3, template: template() })]],
    ['a CronJob that waits', 1, [cronJob({ concurrencyPolicy: 'Forbid' })]],
    ['a CronJob that replaces', 4, [cronJob({ concurrencyPolicy: 'Replace' }, { parallelism: 2 })]],
  ])('should count the pods of %s: %d', (_, pods, objects) => {
    expect(footprints(objects)).toMatchObject([
      { pods, requests: { cpu: pods * 250, memory: pods * 256 }, limits: { cpu: pods * 1000, memory: pods * 1024 } },
    ]);
  });

  it.each([
    ['CronJob x/x', cronJob({}), 'set concurrencyPolicy to Forbid or Replace'],
    ['DaemonSet x/x', object('DaemonSet', { template: template() }), 'use another kind of workload'],
  ])('should reject %s, whose number of pods is unbounded', (_, unbounded, fix) => {
    expect(() => footprints([unbounded])).toThrow(`its number of pods is unbounded; ${fix}.`);
  });

  it.each([
    ['requests.cpu', { requests: { cpu: 'x' } }, 'x'],
    ['limits.memory', { limits: { memory: '512MB' } }, '512MB'],
  ])('should reject invalid %s, which would make the quota NaN', (path, wrong, value) => {
    const pod = object('Pod', { containers: [{ name: 'main', resources: wrong }] });
    expect(() => footprints([pod])).toThrow(
      `Pod kiosque-test/x: container "main" ${path} is "${value}"; it must be a quantity such as 250m or 256Mi.`,
    );
  });

  it('should reject an invalid size of a volume', () => {
    const volumeClaimTemplates = [{ spec: { resources: { requests: { storage: '10GB' } } } }];
    const claiming = object('StatefulSet', { replicas: 1, volumeClaimTemplates, template: template() });
    expect(() => footprints([claiming])).toThrow('the storage of a volume is "10GB"; it must be a quantity');
  });

  it('should count volumes twice, for a migration', () => {
    const volumeClaimTemplates = [{ spec: { resources: { requests: { storage: '10Gi' } } } }];
    expect(
      footprints([object('StatefulSet', { replicas: 2, volumeClaimTemplates, template: template() })]),
    ).toMatchObject([{ storage: 2 * 2 * 10 * 1024 }]);
  });
});

describe(quotaOf.name, () => {
  it('should add 10% of headroom, in whole cores and gibibytes', () => {
    const objects = [object('Deployment', { replicas: 10, minReadySeconds: 5, ...rolling(1) })];
    // 17 pods.
    expect(quotaOf(production, objects)).toEqual({
      cpu: { requests: '5', limits: '19' },
      memory: { requests: '5Gi', limits: '19Gi' },
      pods: 19,
      storage: '0Gi',
    });
  });

  it.each(environments.map((environment) => [environment.name, environment] as const))(
    'should fit everything that %s renders, within its share of the cluster',
    (_, environment) => {
      const hard = hardOf(environment);
      const workloads = footprints(objectsOf(render([environment])).map((rendered) => rendered.object));
      const sum = (of: (each: (typeof workloads)[number]) => number) =>
        workloads.reduce((all, each) => all + of(each), 0);
      const { publishing } = environment.securityLog ?? {};
      const securityLog = environment.securityLog === undefined ? 0 : publishing === undefined ? 2 : 3;
      expect(workloads.length).toBe(1 + environment.ticketQueues.names.length + 1 + 2 + securityLog);
      expect(quantity(hard['requests.cpu']) * 1000).toBeGreaterThan(sum(({ requests }) => requests.cpu));
      expect(quantity(hard['limits.memory']) / 2 ** 20).toBeGreaterThan(sum(({ limits }) => limits.memory));
      expect(quantity(hard['pods'])).toBeGreaterThan(sum(({ pods }) => pods));
      const { cluster, share } = environment;
      expect(quantity(hard['requests.cpu'])).toBeLessThanOrEqual((quantity(cluster.cpu) * share) / 100);
      expect(quantity(hard['requests.memory'])).toBeLessThanOrEqual((quantity(cluster.memory) * share) / 100);
    },
  );

  it('should grow when a queue is added, with no other change', () => {
    const { ticketQueues } = production;
    const names = [...ticketQueues.names, 'opale'];
    const [before, after] = [hardOf(production), hardOf({ ...production, ticketQueues: { ...ticketQueues, names } })];
    // 13 pods of 250m and 10%.
    expect([before['requests.cpu'], after['requests.cpu']]).toEqual(['26', '29']);
    expect(quantity(after['limits.memory']) - quantity(before['limits.memory'])).toBe(7 * GIBIBYTE);
  });

  it('should reject 60 pods of 250m in a namespace whose share is 2 CPU', () => {
    const cluster = { ...qualification.cluster, cpu: '8' };
    const crowded = { ...qualification, cluster, share: 25, replicas: { minimum: 2, maximum: 60 } };
    expect(() => render([crowded])).toThrow(
      new Error(
        'environment "qualification": its pods can request 28 CPU at once, most of it by Deployment ' +
          'kiosque-qualification/content with 67 pods; the limit is 2, its 25% share of cluster "kiosque".',
      ),
    );
  });

  it.each([
    ['memory', { memory: '8Gi' }, 'its pods can request 13 Gi of memory at once'],
    ['pods', { pods: 40 }, 'its pods can request 48 pods at once'],
  ])('should also reject more %s than the share', (_, less, message) => {
    const cluster = { ...qualification.cluster, ...less };
    expect(() => render([{ ...qualification, cluster }])).toThrow(message);
  });
});
