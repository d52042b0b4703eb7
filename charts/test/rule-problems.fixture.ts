import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { rules } from '../policy/rules.ts';

const NAMESPACE = 'kiosque-test';

/** Returns an object with the fields that every kind has; `metadata` is completed. */
export function object(kind: string, { metadata, ...fields }: Record<string, unknown> = {}): KubernetesObject {
  const completed = { name: 'x', namespace: NAMESPACE, ...(metadata as object | undefined) };
  return { apiVersion: 'v1', kind, metadata: completed, ...fields };
}

/** Returns a Pod. */
export function pod(spec: object, metadata: object = {}): KubernetesObject {
  return object('Pod', { metadata, spec: { containers: [{ name: 'main' }], ...spec } });
}

/** Returns a workload of any kind, whose pods have the label `app: x`. */
export function workload(kind: string, spec: object = {}, containers: readonly object[] = []): KubernetesObject {
  return object(kind, {
    metadata: { name: 'x' },
    spec: { template: { metadata: { labels: { app: 'x' } }, spec: { containers } }, ...spec },
  });
}

/** Returns what a rule finds in the first object, which is applied together with the others. */
export function problems(rule: string, checked: KubernetesObject, ...others: KubernetesObject[]): readonly string[] {
  const found = rules.find(({ name }) => name === rule);
  if (found === undefined) throw new Error(`no rule ${rule}`);
  return found.check(checked, [checked, ...others]);
}

/** Returns what a rule finds in a Pod with this only container, after the container's name; undefined for nothing. */
export function containerProblem(rule: string, container: object, spec: object = {}): string | undefined {
  const [problem] = problems(rule, pod({ ...spec, containers: [{ name: 'main', ...container }] }));
  return problem?.replace('container "main" ', '');
}
