import { isIPv6 } from 'node:net';
import { Namespace, k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { commonLabels, podSecurityLabels } from '../labels.ts';
import { mebibytes, millicores, PropChecks } from '../prop-checks.ts';
import { networkPeer } from '../network-policy/network-peer.ts';

/** Props of `Tenancy`. */
export interface TenancyProps {
  /** The namespace: a DNS label. */
  readonly namespace: string;
  /** The quota of the namespace: CPU such as `4`, memory such as `8Gi`. */
  readonly quota: {
    readonly cpu: { readonly requests: string; readonly limits: string };
    readonly memory: { readonly requests: string; readonly limits: string };
    readonly pods: number;
    /** Total size of all volumes: `10Gi`. */
    readonly storage: string;
  };
  /** Address of the node-local DNS cache, which is not a pod. @default none */
  readonly nodeLocalDns?: string;
  /** Value of the PriorityClass of every pod in the namespace; 0 to 1 000 000 000, higher wins. */
  readonly priority: number;
  /** Whether its pods may evict pods of lower priority when the nodes are full. */
  readonly preempts: boolean;
}

/**
 * A namespace that cannot take resources from others: Pod Security "restricted", quotas, a single allowed PriorityClass,
 * and no network access except DNS.
 *
 * @throws Error if the namespace, a quantity or the priority is invalid.
 */
export class Tenancy extends Construct {
  /** The PriorityClass that pods of a namespace must use. It is cluster-wide, so it is named after the namespace. */
  static priorityClassOf(namespace: string): string {
    return namespace;
  }

  constructor(scope: Construct, id: string, props: TenancyProps) {
    super(scope, id);
    check(props);
    const labels = { ...commonLabels('kiosque'), ...podSecurityLabels('restricted') };
    new Namespace(this, 'Namespace', { metadata: { name: props.namespace, labels } });
    new k8s.KubePriorityClass(this, 'PriorityClass', {
      metadata: { name: Tenancy.priorityClassOf(props.namespace), labels: commonLabels('kiosque') },
      value: props.priority,
      preemptionPolicy: props.preempts ? 'PreemptLowerPriority' : 'Never',
      globalDefault: false,
      description: `Pods of ${props.namespace}.`,
    });
    quotas(this, props);
    limits(this, props.namespace);
    networkPolicies(this, props);
  }
}

function amount(text: string): k8s.Quantity {
  return k8s.Quantity.fromString(text);
}

function quotas(scope: Construct, { namespace, quota }: TenancyProps): void {
  new k8s.KubeResourceQuota(scope, 'Quota', {
    metadata: { name: 'namespace', namespace, labels: commonLabels('kiosque') },
    spec: {
      hard: {
        'requests.cpu': amount(quota.cpu.requests),
        'limits.cpu': amount(quota.cpu.limits),
        'requests.memory': amount(quota.memory.requests),
        'limits.memory': amount(quota.memory.limits),
        pods: amount(String(quota.pods)),
        'requests.storage': amount(quota.storage),
        // These would bypass the Ingress.
        'services.nodeports': amount('0'),
        'services.loadbalancers': amount('0'),
      },
    },
  });
  new k8s.KubeResourceQuota(scope, 'Other priorities', {
    metadata: { name: 'other-priorities', namespace, labels: commonLabels('kiosque') },
    spec: {
      hard: { pods: amount('0') },
      scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'NotIn', values: [namespace] }] },
    },
  });
}

/** Defaults for containers that set none; Kiosque's set all of them. */
function limits(scope: Construct, namespace: string): void {
  new k8s.KubeLimitRange(scope, 'LimitRange', {
    metadata: { name: 'containers', namespace, labels: commonLabels('kiosque') },
    spec: {
      limits: [
        {
          type: 'Container',
          defaultRequest: { cpu: amount('100m'), memory: amount('128Mi') },
          default: { cpu: amount('500m'), memory: amount('256Mi') },
          min: { cpu: amount('10m'), memory: amount('16Mi') },
          max: { cpu: amount('4'), memory: amount('4Gi') },
        },
      ],
    },
  });
}

/**
 * Denies all traffic that no other policy allows, except DNS over UDP and TCP: to the cluster's DNS service, and to the
 * node-local cache if there is one.
 */
function networkPolicies(scope: Construct, { namespace, nodeLocalDns }: TenancyProps): void {
  const labels = commonLabels('kiosque');
  new k8s.KubeNetworkPolicy(scope, 'Deny all', {
    metadata: { name: 'deny-all', namespace, labels },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
  const cluster = networkPeer({ namespace: 'kube-system' });
  const cache = { ipBlock: { cidr: `${nodeLocalDns ?? ''}/${isIPv6(nodeLocalDns ?? '') ? '128' : '32'}` } };
  const port = k8s.IntOrString.fromNumber(53);
  new k8s.KubeNetworkPolicy(scope, 'Allow name service', {
    metadata: { name: 'allow-name-service', namespace, labels },
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: nodeLocalDns === undefined ? [cluster] : [cluster, cache],
          ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port })),
        },
      ],
    },
  });
}

function check({ namespace, quota, priority, nodeLocalDns }: TenancyProps): void {
  const { cpu, memory, pods, storage } = quota;
  const checks = new PropChecks(`Tenancy "${namespace}"`);
  if (nodeLocalDns !== undefined) checks.address('nodeLocalDns', nodeLocalDns);
  checks
    .dnsLabel('namespace', namespace)
    .atMost('quota.cpu.requests', cpu.requests, cpu.limits, millicores, 'quota.cpu.limits')
    .atMost('quota.memory.requests', memory.requests, memory.limits, mebibytes, 'quota.memory.limits')
    .integer('quota.pods', pods, 1, 10_000)
    .require(mebibytes(storage) >= 0, 'quota.storage', storage, 'a size such as 10Gi, or 0Gi')
    .integer('priority', priority, 0, 1_000_000_000)
    .verify();
}
