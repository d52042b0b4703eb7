import { describe, expect, it } from '@jest/globals';
import { environments } from '../environments/environments.ts';
import { queues } from '../environments/queues.ts';
import type { KubernetesObject, Loose } from '../policy/kubernetes-object.ts';
import { podTemplateOf, subjectOf } from '../policy/kubernetes-object.ts';
import { render } from '../render.ts';
import { objectsOf } from './objects.ts';

/**
 * Names, selectors and identities that cannot change without deleting objects or breaking a federated credential in
 * running clusters. Change this list only with a migration.
 */
const GOLDEN: Readonly<Record<string, unknown>> = {
  'Namespace <namespace>': {},
  'PriorityClass <namespace>': { preemptionPolicy: '<preemption>', value: '<priority>' },
  'ResourceQuota <namespace>/namespace': {},
  'ResourceQuota <namespace>/other-priorities': {},
  'LimitRange <namespace>/containers': {},
  'NetworkPolicy <namespace>/deny-all': {},
  'NetworkPolicy <namespace>/allow-name-service': {},
  'ConfigMap <namespace>/content': {},
  'ServiceAccount <namespace>/content': {},
  'Deployment <namespace>/content': {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'content', 'app.kubernetes.io/part-of': 'kiosque' } },
    serviceAccountName: 'content',
  },
  'HorizontalPodAutoscaler <namespace>/content': {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'content' },
  },
  'Service <namespace>/content': {
    selector: { 'app.kubernetes.io/name': 'content', 'app.kubernetes.io/part-of': 'kiosque' },
  },
  'PodDisruptionBudget <namespace>/content': {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'content', 'app.kubernetes.io/part-of': 'kiosque' } },
  },
  'NetworkPolicy <namespace>/content': {},
};

/** The objects of an exposure, by controller. */
const EXPOSED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  generic: { 'Ingress <namespace>/kiosque': {} },
  'azure-alb': {
    'ApplicationLoadBalancer <namespace>/kiosque': {},
    'Gateway <namespace>/kiosque': {},
    'HTTPRoute <namespace>/kiosque': {},
    'HTTPRoute <namespace>/kiosque-redirect': {},
    'RoutePolicy <namespace>/kiosque': {},
  },
};

/** The objects of a web service, a Redis and a job. */
function ofQueues(): Record<string, unknown> {
  const labels = (name: string): object => ({
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': 'kiosque',
  });
  const entries = queues
    .map((queue) => `queue-${queue}`)
    .flatMap((name) => [
      [`ConfigMap <namespace>/${name}`, {}],
      [`ServiceAccount <namespace>/${name}`, {}],
      [`Deployment <namespace>/${name}`, { selector: { matchLabels: labels(name) }, serviceAccountName: name }],
      [
        `HorizontalPodAutoscaler <namespace>/${name}`,
        { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
      ],
      [`Service <namespace>/${name}`, { selector: labels(name) }],
      [`PodDisruptionBudget <namespace>/${name}`, { selector: { matchLabels: labels(name) } }],
      [`NetworkPolicy <namespace>/${name}`, {}],
    ]);
  const jobs = ['queue-backup', 'queue-close-day'].flatMap((name) => [
    [`ServiceAccount <namespace>/${name}`, {}],
    [`CronJob <namespace>/${name}`, { serviceAccountName: name }],
    [`NetworkPolicy <namespace>/${name}`, {}],
  ]);
  const all: Record<string, unknown> = Object.fromEntries([...entries, ...jobs]);
  return {
    'ServiceAccount <namespace>/redis': {},
    'StatefulSet <namespace>/redis': {
      selector: { matchLabels: labels('redis') },
      serviceAccountName: 'redis',
      serviceName: 'redis',
      volumes: ['data'],
    },
    'Service <namespace>/redis': { selector: labels('redis') },
    'PodDisruptionBudget <namespace>/redis': { selector: { matchLabels: labels('redis') } },
    'NetworkPolicy <namespace>/redis': {},
    'ConfigMap <namespace>/queue-jobs': {},
    ...all,
  };
}

const WITH_VAULT: Readonly<Record<string, unknown>> = {
  'ServiceAccount <namespace>/key-vault': {},
  'SecretStore <namespace>/key-vault': {},
  'ExternalSecret <namespace>/certificate': { target: 'certificate' },
  'ExternalSecret <namespace>/redis-password': { target: 'redis-password' },
  'ExternalSecret <namespace>/session-secrets': { target: 'session-secrets' },
  'ExternalSecret <namespace>/oidc-client': { target: 'oidc-client' },
  'ExternalSecret <namespace>/queue-keys': { target: 'queue-keys' },
};

/** The objects of the security log. */
const OF_SECURITY_LOG: Readonly<Record<string, unknown>> = Object.fromEntries(
  ['security-log', 'security-log-analyser'].flatMap((name) => {
    const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'kiosque' };
    return [
      [`ConfigMap <namespace>/${name}`, {}],
      [`ServiceAccount <namespace>/${name}`, {}],
      [`Deployment <namespace>/${name}`, { selector: { matchLabels: labels }, serviceAccountName: name }],
      [
        `HorizontalPodAutoscaler <namespace>/${name}`,
        { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
      ],
      [`PodDisruptionBudget <namespace>/${name}`, { selector: { matchLabels: labels } }],
      [`NetworkPolicy <namespace>/${name}`, {}],
      [`PodMonitor <namespace>/${name}`, {}],
      ...(name === 'security-log' ? [[`Service <namespace>/${name}`, { selector: labels }]] : []),
    ] as [string, unknown][];
  }),
);

/** The objects of the job that publishes the blocklist. */
const OF_PUBLISHER: Readonly<Record<string, unknown>> = {
  'ConfigMap <namespace>/blocklist-publisher': {},
  'ConfigMap <namespace>/blocklist-targets': {},
  'ServiceAccount <namespace>/blocklist-publisher': {},
  'CronJob <namespace>/blocklist-publisher': { serviceAccountName: 'blocklist-publisher' },
  'NetworkPolicy <namespace>/blocklist-publisher': {},
  ...Object.fromEntries(
    ['blocklist-publisher', 'blocklist-github', 'blocklist-gitlab', 'blocklist-signing', 'notifications'].map(
      (target) => [`ExternalSecret <namespace>/${target}`, { target }],
    ),
  ),
};

const WITH_MONITORING: Readonly<Record<string, unknown>> = Object.fromEntries(
  ['content', ...queues.map((queue) => `queue-${queue}`)].map((name) => [`PodMonitor <namespace>/${name}`, {}]),
);

function pinned(object: KubernetesObject): Loose {
  const { kind, spec = {} } = object;
  if (kind === 'PriorityClass') return { preemptionPolicy: object['preemptionPolicy'], value: object['value'] };
  if (kind === 'HorizontalPodAutoscaler') return { scaleTargetRef: spec['scaleTargetRef'] };
  if (kind === 'ExternalSecret') return { target: (spec['target'] as { name: string }).name };
  if (kind === 'Service' || kind === 'PodDisruptionBudget') return { selector: spec['selector'] };
  const pod = podTemplateOf(object);
  if (kind === 'CronJob') return { serviceAccountName: pod?.spec.serviceAccountName };
  if (kind === 'StatefulSet') {
    const claims = (spec['volumeClaimTemplates'] as { metadata: { name: string } }[]).map(
      ({ metadata }) => metadata.name,
    );
    return {
      selector: spec['selector'],
      serviceAccountName: pod?.spec.serviceAccountName,
      serviceName: spec['serviceName'],
      volumes: claims,
    };
  }
  return pod ? { selector: spec['selector'], serviceAccountName: pod.spec.serviceAccountName } : {};
}

describe('Names, selectors and immutable fields', () => {
  const objects = objectsOf(render(environments));

  it.each(environments.map((environment) => [environment.name, environment] as const))(
    'should not change in %s',
    (name, { namespace, priority, preempts, secrets, monitoring, exposure, securityLog }) => {
      const actual = objects
        .filter(({ path }) => path.startsWith(`${name}/`))
        .map(({ object }) => {
          return [subjectOf(object), pinned(object)];
        });
      const expected = {
        ...GOLDEN,
        ...ofQueues(),
        ...EXPOSED[exposure.controller],
        ...(secrets === 'external-secrets' && WITH_VAULT),
        ...(monitoring !== 'none' && WITH_MONITORING),
        ...(securityLog !== undefined && OF_SECURITY_LOG),
        ...(securityLog?.publishing !== undefined && OF_PUBLISHER),
      };
      const text = JSON.stringify(expected)
        .replaceAll('<namespace>', namespace)
        .replaceAll('"<priority>"', String(priority))
        .replaceAll('<preemption>', preempts ? 'PreemptLowerPriority' : 'Never');
      expect(Object.fromEntries(actual)).toEqual(JSON.parse(text));
    },
  );
});
