import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { CONTRACT } from '../../../service/contract.ts';
import { commonLabels, selectorLabels } from '../labels.ts';
import { networkPeer } from '../network-peer.ts';
import type { Egress, WebServiceProps } from './web-service.props.ts';

/** The namespaces where scrapers usually are. */
const SCRAPERS = { azure: 'kube-system', 'prometheus-operator': 'monitoring' } as const;

/** Hands out the node's credentials to whoever asks: no pod of ours has a reason to. */
const METADATA_ENDPOINTS = { ipv4: '169.254.169.254/32', ipv6: 'fd00:ec2::254/128' } as const;

/**
 * The clients reach the public port, scrapers the metrics, and the pods what `egress` says. Probes need no rule: the
 * node of a pod always reaches it. The L2 construct knows no peers by subnet, hence the L1.
 */
export function networkPolicy(scope: Construct, props: WebServiceProps): k8s.KubeNetworkPolicy {
  const { name, monitoring = 'none', scrapers, clients = [], egress = [] } = props;
  return new k8s.KubeNetworkPolicy(scope, 'NetworkPolicy', {
    metadata: { name, labels: commonLabels(name) },
    spec: {
      podSelector: { matchLabels: selectorLabels(name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        // Without a peer, a rule would let in everybody.
        ...(clients.length === 0 ? [] : [{ from: clients.map(networkPeer), ports: tcp([CONTRACT.port]) }]),
        ...(monitoring === 'none'
          ? []
          : [
              {
                from: [networkPeer(scrapers ?? { namespace: SCRAPERS[monitoring] })],
                ports: tcp([CONTRACT.managementPort]),
              },
            ]),
      ],
      egress: egress.map(egressRule),
    },
  });
}

/** One of a pod's ways out. */
export function egressRule({ to, ports }: Egress): k8s.NetworkPolicyEgressRule {
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
export function tcp(ports: Egress['ports']): k8s.NetworkPolicyPort[] {
  return ports.map((port) => {
    const [first, last] = typeof port === 'number' ? [port] : port;
    return { protocol: 'TCP', port: k8s.IntOrString.fromNumber(first), ...(last !== undefined && { endPort: last }) };
  });
}
