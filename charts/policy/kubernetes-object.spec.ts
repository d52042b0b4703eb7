import { describe, expect, it } from '@jest/globals';
import { workload } from '../test/rule-problems.fixture.ts';
import { documentsOf, identityOf, isKubernetesObject, podTemplateOf, selects, subjectOf } from './kubernetes-object.ts';

describe(selects.name, () => {
  const labels = { app: 'content', tier: 'front' };
  const expression = (key: string, operator: string, ...values: string[]) => ({
    matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }],
  });

  it.each<[boolean, object | undefined]>([
    [false, undefined],
    [true, {}],
    [true, { matchLabels: { app: 'content' } }],
    [false, { matchLabels: { app: 'content', tier: 'back' } }],
    [true, expression('app', 'In', 'queue', 'content')],
    [false, expression('app', 'In', 'queue')],
    [false, expression('zone', 'In', 'a')],
    [false, expression('app', 'NotIn', 'content')],
    [true, expression('app', 'NotIn', 'queue')],
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/: NotIn matches a missing label.
    [true, expression('zone', 'NotIn', 'a')],
    [true, expression('app', 'Exists')],
    [false, expression('zone', 'Exists')],
    [false, expression('app', 'DoesNotExist')],
    [true, expression('zone', 'DoesNotExist')],
    [false, { matchLabels: { app: 'content' }, ...expression('tier', 'NotIn', 'front') }],
  ])('should return %s for %j', (expected, selector) => {
    expect(selects(selector, labels)).toBe(expected);
  });
});

describe('Kubernetes objects', () => {
  const metadata = { name: 'x', namespace: 'a' };
  const template = { spec: { containers: [] } };
  const pod = { labels: {}, annotations: {}, spec: template.spec };

  it.each<[string, object | undefined, object | undefined]>([
    ['Pod', template.spec, pod],
    ['CronJob', { jobTemplate: { spec: { template } } }, pod],
    ['CronJob', { jobTemplate: {} }, undefined],
    ['CronJob', {}, undefined],
    ['CronJob', undefined, undefined],
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'].map(
      (kind): [string, object, object] => [kind, { template }, pod],
    ),
    ['Deployment', {}, undefined],
    ['Deployment', { template: {} }, undefined],
    ['Deployment', undefined, undefined],
    ['Service', { template }, undefined],
  ])('should find the pod template of a %s with %j', (kind, spec, expected) => {
    expect(podTemplateOf({ apiVersion: 'v1', kind, metadata, ...(spec && { spec }) })).toEqual(expected);
  });

  it('should return the labels and annotations of a template', () => {
    expect(podTemplateOf(workload('Deployment'))?.labels).toEqual({ app: 'x' });
    const annotated = { metadata: { annotations: { a: 'b' } }, ...template };
    const deployment = { apiVersion: 'v1', kind: 'Deployment', metadata, spec: { template: annotated } };
    expect(podTemplateOf(deployment)).toMatchObject({ labels: {}, annotations: { a: 'b' } });
  });

  it.each([
    [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } }, true],
    [{ kind: 'Pod', metadata: { name: 'x' } }, false],
    [{ apiVersion: 'v1', metadata: { name: 'x' } }, false],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: {} }, false],
    [{ apiVersion: 'v1', kind: 'Pod' }, false],
    [null, false],
    ['text', false],
  ])('should recognise %j: %s', (document, expected) => {
    expect(isKubernetesObject(document)).toBe(expected);
  });

  it('should identify objects by the group of their API, whatever the version, kind, namespace and name', () => {
    const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata };
    expect(identityOf({ ...object, apiVersion: 'apps/v1beta1', spec: {} })).toBe(identityOf(object));
    const others = [
      { ...object, apiVersion: 'extensions/v1' },
      { ...object, apiVersion: 'v1' },
      { ...object, kind: 'StatefulSet' },
      { ...object, metadata: { ...metadata, name: 'y' } },
      { ...object, metadata: { ...metadata, namespace: 'b' } },
      { ...object, metadata: { name: 'x' } },
    ];
    expect(new Set([object, ...others].map(identityOf)).size).toBe(7);
    const core = { apiVersion: 'v1', kind: 'Pod', metadata };
    expect(identityOf({ ...core, apiVersion: 'v2' })).toBe(identityOf(core));
  });

  it('should name objects with their namespace, and skip empty documents', () => {
    const object = { apiVersion: 'v1', kind: 'Pod', metadata };
    expect(subjectOf(object)).toBe('Pod a/x');
    expect(subjectOf({ ...object, metadata: { name: 'x' } })).toBe('Pod x');
    expect(documentsOf('---\na: 1\n---\n---\nnull\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });
});
