import type { k8s } from 'cdk8s-plus-28';
import type { Rules } from './rules.ts';

/** Who a network policy lets in: pods of a namespace, or the addresses of a subnet. */
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

/** A peer as network policies name it. */
export function networkPeer(peer: NetworkPeer): k8s.NetworkPolicyPeer {
  if ('subnet' in peer) return { ipBlock: { cidr: peer.subnet } };
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } },
    ...(peer.podLabels !== undefined && { podSelector: { matchLabels: peer.podLabels } }),
  };
}

/** Checks what `networkPeer` is given. */
export function checkNetworkPeer(rules: Rules, property: string, peer: NetworkPeer): Rules {
  if ('subnet' in peer) return rules.subnet(`${property}.subnet`, peer.subnet);
  const { namespace, podLabels } = peer;
  const named = podLabels === undefined || Object.keys(podLabels).length > 0;
  return rules
    .dnsLabel(`${property}.namespace`, namespace)
    .require(named, `${property}.podLabels`, podLabels, 'at least one label, or left out');
}
