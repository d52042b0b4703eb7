import { describe, expect, it } from '@jest/globals';
import { selects } from './kubernetes-object.ts';

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
