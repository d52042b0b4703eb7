import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { commonLabels, selectorLabels } from '../labels.ts';

/** Destinations that a pod may connect to, by TCP. */
export interface Egress {
  /**
   * Outside the cluster (never the metadata endpoint of the node), anywhere, pods included, or the pods of this
   * namespace that are named so.
   */
  readonly to: 'internet' | 'anywhere' | { readonly pods: string };
  /** Destination ports: one, or the first and the last of a range. */
  readonly ports: readonly (number | readonly [number, number])[];
}

/** Sources that may connect to a pod, by TCP. */
export interface Ingress {
  /** At least one: without a peer, a rule would let in everybody. */
  readonly from: readonly k8s.NetworkPolicyPeer[];
  /** Ports of the pod. */
  readonly ports: Egress['ports'];
}

/** Hands out the node's credentials to whoever asks: no pod of ours has a reason to. */
const METADATA_ENDPOINTS = { ipv4: '169.254.169.254/32', ipv6: 'fd00:ec2::254/128' } as const;

/**
 * What the pods of a workload are reached by, and reach; nothing where a list is left out. Probes need no rule: the node
 * of a pod always reaches it. The L2 construct knows no peers by subnet, hence the L1.
 */
export function networkPolicy(
  scope: Construct,
  name: string,
  rules: { readonly ingress?: readonly Ingress[]; readonly egress?: readonly Egress[] },
): void {
  new k8s.KubeNetworkPolicy(scope, 'NetworkPolicy', {
    metadata: { name, labels: commonLabels(name) },
    spec: {
      podSelector: { matchLabels: selectorLabels(name) },
      policyTypes: ['Ingress', 'Egress'],
      ...(rules.ingress && {
        ingress: rules.ingress.map(({ from, ports }) => ({ from: [...from], ports: tcp(ports) })),
      }),
      ...(rules.egress && { egress: rules.egress.map(egressRule) }),
    },
  });
}

function egressRule({ to, ports }: Egress): k8s.NetworkPolicyEgressRule {
  if (to === 'anywhere') return { ports: tcp(ports) };
  if (to === 'internet') {
    const everywhere = [
      { ipBlock: { cidr: '0.0.0.0/0', except: [METADATA_ENDPOINTS.ipv4] } },
      { ipBlock: { cidr: '::/0', except: [METADATA_ENDPOINTS.ipv6] } },
    ];
    return { to: everywhere, ports: tcp(ports) };
  }
  return { to: [{ podSelector: { matchLabels: selectorLabels(to.pods) } }], ports: tcp(ports) };
}

/** TCP ports and ranges, as network policies name them. */
function tcp(ports: Egress['ports']): k8s.NetworkPolicyPort[] {
  return ports.map((port) => {
    const [first, last] = typeof port === 'number' ? [port] : port;
    return { protocol: 'TCP', port: k8s.IntOrString.fromNumber(first), ...(last !== undefined && { endPort: last }) };
  });
}
