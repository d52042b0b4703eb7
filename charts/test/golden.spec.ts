import { describe, expect, it } from '@jest/globals';
import { environments } from '../environments/environments.ts';
import type { KubernetesObject, Loose } from '../policy/kubernetes-object.ts';
import { podTemplateOf, subjectOf } from '../policy/kubernetes-object.ts';
import { render } from '../render.ts';
import { objectsOf } from './objects.ts';

/**
 * What a cluster that runs Kiosque holds us to: names, selectors and identities that cannot change without deleting
 * objects or breaking a federated credential. Change this list only with a migration.
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
  'Ingress <namespace>/kiosque': {},
};

const WITH_VAULT: Readonly<Record<string, unknown>> = {
  'ServiceAccount <namespace>/key-vault': {},
  'SecretStore <namespace>/key-vault': {},
  'ExternalSecret <namespace>/certificate': { target: 'certificate' },
};

const WITH_MONITORING: Readonly<Record<string, unknown>> = { 'PodMonitor <namespace>/content': {} };

function pinned(object: KubernetesObject): Loose {
  const { kind, spec = {} } = object;
  if (kind === 'PriorityClass') return { preemptionPolicy: object['preemptionPolicy'], value: object['value'] };
  if (kind === 'HorizontalPodAutoscaler') return { scaleTargetRef: spec['scaleTargetRef'] };
  if (kind === 'ExternalSecret') return { target: (spec['target'] as { name: string }).name };
  if (kind === 'Service' || kind === 'PodDisruptionBudget') return { selector: spec['selector'] };
  const pod = podTemplateOf(object);
  return pod ? { selector: spec['selector'], serviceAccountName: pod.spec.serviceAccountName } : {};
}

describe('Names, selectors and immutable fields', () => {
  const objects = objectsOf(render(environments));

  it.each(environments.map((environment) => [environment.name, environment] as const))(
    'should stay as they are in %s',
    (name, { namespace, priority, preempts, secrets, monitoring }) => {
      const actual = objects
        .filter(({ path }) => path.startsWith(`${name}/`))
        .map(({ object }) => {
          return [subjectOf(object), pinned(object)];
        });
      const expected = {
        ...GOLDEN,
        ...(secrets === 'external-secrets' && WITH_VAULT),
        ...(monitoring !== 'none' && WITH_MONITORING),
      };
      const text = JSON.stringify(expected)
        .replaceAll('<namespace>', namespace)
        .replaceAll('"<priority>"', String(priority))
        .replaceAll('<preemption>', preempts ? 'PreemptLowerPriority' : 'Never');
      expect(Object.fromEntries(actual)).toEqual(JSON.parse(text));
    },
  );
});
