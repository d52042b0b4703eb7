import type { k8s } from 'cdk8s-plus-28';
import type { PropChecks } from '../prop-checks.ts';

/** A peer that a network policy allows: pods of a namespace, or the addresses of a subnet. */
export type NetworkPeer =
  | {
      /** Name of the namespace. */
      readonly namespace: string;
      /** Labels of its pods. @default all of them */
      readonly podLabels?: Readonly<Record<string, string>>;
    }
  | {
      /** In CIDR notation, at most half of all IPv4 addresses: `10.225.0.0/24`. */
      readonly subnet: string;
    };

/** Returns the peer as a network policy expects it. */
export function networkPeer(peer: NetworkPeer): k8s.NetworkPolicyPeer {
  if ('subnet' in peer) return { ipBlock: { cidr: peer.subnet } };
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } },
    ...(peer.podLabels !== undefined && { podSelector: { matchLabels: peer.podLabels } }),
  };
}

/** Checks a peer before `networkPeer` renders it. */
export function checkNetworkPeer(checks: PropChecks, property: string, peer: NetworkPeer): PropChecks {
  if ('subnet' in peer) return checks.subnet(`${property}.subnet`, peer.subnet);
  const { namespace, podLabels } = peer;
  const named = podLabels === undefined || Object.keys(podLabels).length > 0;
  return checks
    .dnsLabel(`${property}.namespace`, namespace)
    .require(named, `${property}.podLabels`, podLabels, 'at least one label, or omitted');
}
