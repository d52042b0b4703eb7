import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { commonLabels, selectorLabels } from '../labels.ts';
import { networkPeer } from './network-peer.ts';
import type { NetworkPeer } from './network-peer.ts';

/** Destinations that a pod may connect to, by TCP. */
export interface Egress {
  /**
   * `internet`: any address except the node's metadata endpoint; `anywhere`: any address, pods included; `pods`: the pods
   * of this namespace with that name; or a peer outside the namespace.
   */
  readonly to: 'internet' | 'anywhere' | { readonly pods: string } | NetworkPeer;
  /** Destination ports, or ranges as their first and last port. */
  readonly ports: readonly (number | readonly [number, number])[];
}

/** Sources that may connect to a pod, by TCP. */
export interface Ingress {
  /** At least one: a rule without peers would allow all sources. */
  readonly from: readonly k8s.NetworkPolicyPeer[];
  /** Ports of the pods. */
  readonly ports: Egress['ports'];
}

/** Any address except the metadata endpoint of the node, which returns its credentials to any caller; no pod needs it. */
const INTERNET = [
  { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } },
  { ipBlock: { cidr: '::/0', except: ['fd00:ec2::254/128'] } },
];

/**
 * Renders the allowed ingress and egress of a workload's pods; an omitted list allows nothing. Probes need no rule: a node
 * can always reach its pods. L1, because the L2 construct does not support peers by subnet.
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
  if (to === 'internet') return { to: INTERNET, ports: tcp(ports) };
  const peer = 'pods' in to ? { podSelector: { matchLabels: selectorLabels(to.pods) } } : networkPeer(to);
  return { to: [peer], ports: tcp(ports) };
}

/** Returns TCP ports and ranges as a network policy expects them. */
function tcp(ports: Egress['ports']): k8s.NetworkPolicyPort[] {
  return ports.map((port) => {
    const [first, last] = typeof port === 'number' ? [port] : port;
    return { protocol: 'TCP', port: k8s.IntOrString.fromNumber(first), ...(last !== undefined && { endPort: last }) };
  });
}
