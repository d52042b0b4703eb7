import { describe, expect, it } from '@jest/globals';
import { object, problems, workload } from '../test/rule-problems.fixture.ts';

const budget = (spec: object, metadata: object = {}) =>
  object('PodDisruptionBudget', {
    metadata,
    spec: { selector: { matchLabels: { app: 'x' } }, unhealthyPodEvictionPolicy: 'AlwaysAllow', ...spec },
  });
const autoscaler = (name: string, minReplicas: number) =>
  object('HorizontalPodAutoscaler', { spec: { scaleTargetRef: { name }, minReplicas } });

describe('disruption-budget', () => {
  const deployment = workload('Deployment', { replicas: 3 });

  it.each<[object, readonly string[]]>([
    [{ maxUnavailable: 1 }, []],
    [{ maxUnavailable: 1, selector: { matchLabels: { app: 'y' } } }, ['selects no pod']],
    [{ maxUnavailable: 1, selector: undefined }, ['selects no pod']],
    [{ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'IfHealthyBudget' }, ['blocks the eviction of unhealthy pods']],
    [{ maxUnavailable: 0 }, ['allows no eviction: maxUnavailable is 0']],
    [{ maxUnavailable: '0%' }, ['allows no eviction: maxUnavailable is 0']],
    [{}, ['has neither maxUnavailable nor minAvailable']],
    [{ minAvailable: '100%' }, ['allows no eviction: minAvailable is 100%']],
    [{ minAvailable: '50%' }, []],
    [{ minAvailable: 2 }, []],
    [{ minAvailable: 3 }, ['allows no eviction: minAvailable is 3 of 3 pods']],
    [{ minAvailable: 4 }, ['allows no eviction: minAvailable is 4 of 3 pods']],
  ])('should find in %j: %j', (spec, expected) => {
    expect(problems('disruption-budget', budget(spec), deployment)).toEqual(expected);
  });

  it('should count the fewest pods that an autoscaler keeps, of the smallest workload, and one by default', () => {
    const least = budget({ minAvailable: 2 });
    const blocks = (pods: number): string[] => [`allows no eviction: minAvailable is 2 of ${String(pods)} pods`];
    expect(problems('disruption-budget', least, deployment, autoscaler('x', 2))).toEqual(blocks(2));
    expect(
      problems('disruption-budget', least, deployment, autoscaler('y', 2), object('HorizontalPodAutoscaler')),
    ).toEqual([]);
    expect(problems('disruption-budget', least, workload('Deployment'))).toEqual(blocks(1));
    expect(problems('disruption-budget', least, deployment, workload('StatefulSet', { replicas: 1 }))).toEqual(
      blocks(1),
    );
    // A workload that it does not select does not count.
    const other = object('Deployment', { spec: { replicas: 1, template: { spec: { containers: [] } } } });
    expect(problems('disruption-budget', least, deployment, other)).toEqual([]);
  });

  it('should require a budget for each Deployment, in its namespace', () => {
    const missing = ['no PodDisruptionBudget selects its pods'];
    expect(problems('disruption-budget', deployment)).toEqual(missing);
    expect(problems('disruption-budget', deployment, object('PodDisruptionBudget'))).toEqual(missing);
    expect(problems('disruption-budget', deployment, budget({}, { namespace: 'elsewhere' }))).toEqual(missing);
    expect(problems('disruption-budget', deployment, budget({}), budget({ selector: undefined }))).toEqual([]);
    expect(problems('disruption-budget', workload('StatefulSet'))).toEqual([]);
    expect(problems('disruption-budget', object('Deployment'))).toEqual([]);
    expect(problems('disruption-budget', object('PodDisruptionBudget'))).toEqual(['selects no pod']);
  });
});
