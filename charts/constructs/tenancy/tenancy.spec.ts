import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { only, synthesize } from '../../test/objects.ts';
import type { TenancyProps } from './tenancy.ts';
import { Tenancy } from './tenancy.ts';

const props: Required<TenancyProps> = {
  namespace: 'kiosque-test',
  quota: { cpu: { requests: '2', limits: '8' }, memory: { requests: '2Gi', limits: '4Gi' }, pods: 12, storage: '1Gi' },
  priority: 500,
  preempts: false,
  nodeLocalDns: 'fd00:aaaa::10',
};

const render = (given: TenancyProps) => synthesize((scope) => new Tenancy(scope, 'Tenancy', given));

function named(objects: readonly KubernetesObject[], name: string): KubernetesObject | undefined {
  return objects.find(({ metadata }) => metadata.name === name);
}

describe(Tenancy.name, () => {
  const objects = render(props);

  it('should enforce Pod Security "restricted" in the namespace', () => {
    expect(objects[0]).toMatchObject({
      kind: 'Namespace',
      metadata: {
        name: 'kiosque-test',
        labels: {
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/audit': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
        },
      },
    });
  });

  it('should set quotas, and forbid node ports and load balancers', () => {
    expect(named(objects, 'namespace')?.spec?.['hard']).toEqual({
      'requests.cpu': '2',
      'limits.cpu': '8',
      'requests.memory': '2Gi',
      'limits.memory': '4Gi',
      pods: '12',
      'requests.storage': '1Gi',
      'services.nodeports': '0',
      'services.loadbalancers': '0',
    });
  });

  it('should allow only its own PriorityClass', () => {
    expect(named(objects, 'other-priorities')?.spec).toEqual({
      hard: { pods: '0' },
      scopeSelector: {
        matchExpressions: [{ scopeName: 'PriorityClass', operator: 'NotIn', values: ['kiosque-test'] }],
      },
    });
    expect(only(objects, 'PriorityClass')).toMatchObject({
      metadata: { name: 'kiosque-test' },
      value: 500,
      preemptionPolicy: 'Never',
      globalDefault: false,
    });
    expect(only(render({ ...props, preempts: true }), 'PriorityClass')['preemptionPolicy']).toBe(
      'PreemptLowerPriority',
    );
  });

  it('should deny all traffic except DNS', () => {
    expect(named(objects, 'deny-all')?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(named(objects, 'allow-name-service')?.spec).toMatchObject({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } },
            { ipBlock: { cidr: 'fd00:aaaa::10/128' } },
          ],
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
      ],
    });
  });

  it('should set small default requests and limits', () => {
    expect(only(objects, 'LimitRange').spec?.['limits']).toMatchObject([
      { type: 'Container', defaultRequest: { cpu: '100m' }, default: { memory: '256Mi' } },
    ]);
  });

  it.each<[Partial<TenancyProps>, string]>([
    [{ namespace: 'Kiosque' }, 'Tenancy "Kiosque": namespace is "Kiosque"'],
    [{ priority: 2_000_000_000 }, 'priority is 2000000000; it must be a whole number from 0 to 1000000000'],
    [
      { quota: { ...props.quota, cpu: { requests: '9', limits: '8' } } },
      'quota.cpu.requests is "9"; it must be at most quota.cpu.limits (8)',
    ],
    [
      { quota: { ...props.quota, memory: { requests: '2Gi', limits: 'NaNGi' } } },
      'quota.memory.limits is "NaNGi"; it must be memory such as 256Mi or 2Gi.',
    ],
    [{ quota: { ...props.quota, pods: 0 } }, 'quota.pods is 0'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render({ ...props, ...wrong })).toThrow(message);
  });
});
