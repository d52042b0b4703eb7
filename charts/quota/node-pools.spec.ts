import { describe, expect, it } from '@jest/globals';
import { checkEnvironments } from '../check-environment.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { footprints } from './footprint.ts';
import { render } from '../render.ts';
import { objectsOf } from '../test/objects.ts';
import { development } from '../environments/development.ts';
import type { Environment } from '../environments/environment.ts';
import { production } from '../environments/production.ts';
import { capacityOf, NODE_PROFILES } from '../environments/sections/node-pools.ts';

const most = (environment: Environment) => {
  const objects: KubernetesObject[] = objectsOf(render([environment])).map(({ object }) => object);
  const workloads = footprints(objects);
  const sum = (of: (each: (typeof workloads)[number]) => number) => workloads.reduce((all, each) => all + of(each), 0);
  return {
    cpu: sum(({ requests }) => requests.cpu),
    memory: sum(({ requests }) => requests.memory),
    pods: sum(({ pods }) => pods),
  };
};

describe('The node pools', () => {
  it('should have 4 vCPU in total in the small profile, also while nodes are replaced', () => {
    const cpu = NODE_PROFILES.small.map(({ cpu: each, nodes: [, maximum] }) => each * maximum);
    expect(cpu.reduce((sum, each) => sum + each, 0)).toBe(4);
    for (const { upgrade } of NODE_PROFILES.small) expect(upgrade).toEqual({ maxSurge: '0', maxUnavailable: '1' });
  });

  it.each(
    Object.values(NODE_PROFILES)
      .flat()
      .map((pool) => [pool.name, pool] as const),
  )(
    'should have valid bounds and names, and change nodes one by one: %s',
    (name, { nodes: [minimum, maximum], upgrade, size, cpu }) => {
      expect(name).toMatch(/^[a-z][a-z0-9]{0,11}$/);
      expect(minimum).toBeLessThanOrEqual(maximum);
      expect([upgrade.maxSurge, upgrade.maxUnavailable].sort()).toEqual(['0', '1']);
      expect(size).toMatch(new RegExp(`^Standard_D${String(cpu)}as_v5$`));
    },
  );

  it('should create a cluster with a system pool, where Kiosque only runs if there is no other', () => {
    for (const pools of Object.values(NODE_PROFILES)) {
      expect(pools[0]?.mode).toBe('System');
      expect(pools[0]?.taint === undefined).toBe(pools.length === 1);
    }
  });

  it('should subtract what AKS reserves and requests', () => {
    // 2 nodes: 2000m - 100m - 400m, and 8192 - 1192 (20 MB for each of 60 pods, and 50 MB) - 100 - 500 MiB; then 200m and 1024 MiB.
    expect(capacityOf('small')).toEqual({ cpu: 2800, memory: 11775, pods: 100 });
    expect(capacityOf('standard').cpu).toBe(9 * (8000 - 180 - 400));
  });

  it('should fit everything that development can run at once into the small profile', () => {
    const needed = most(development);
    // As stated in docs/k3s.md.
    expect(needed).toEqual({ cpu: 2800, memory: 5312, pods: 28 });
    const small = capacityOf('small');
    expect(needed.cpu).toBeLessThanOrEqual(small.cpu);
    expect(needed.memory).toBeLessThanOrEqual(small.memory);
    expect(needed.pods).toBeLessThanOrEqual(small.pods);
  });

  it('should fit the quota of development, with one pod of each service, into the small profile', () => {
    const one = { minimum: 1, maximum: 1 };
    const cluster = { name: 'small', cpu: '2800m', memory: '11775Mi', pods: 100 };
    const ticketQueues = { ...development.ticketQueues, replicas: one };
    expect(() => render([{ ...development, cluster, ticketQueues, replicas: one, share: 100 }])).not.toThrow();
  });

  it('should reject a capacity that the profile does not offer', () => {
    const azure = production.azure && {
      ...production.azure,
      cluster: { ...production.azure.cluster, profile: 'small' as const },
    };
    expect(() => {
      checkEnvironments([{ ...production, ...(azure && { azure }) }]);
    }).toThrow(
      'cluster.cpu is "64"; it must be at most 2800m: what the node pools of azure.cluster.profile "small" offer.\n' +
        'environment "production": cluster.memory is "256Gi"; it must be at most 11775Mi',
    );
    const wrong = { ...production, azure: { ...azure, cluster: { ...azure?.cluster, profile: 'large' } } } as never;
    expect(() => {
      checkEnvironments([wrong]);
    }).toThrow('azure.cluster.profile is "large"; it must be one of small, standard');
  });
});
