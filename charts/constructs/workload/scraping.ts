import { CONTRACT } from '../../../service/contract.ts';
import { networkPeer } from '../network-policy/network-peer.ts';
import type { Ingress } from '../network-policy/network-policy.ts';
import type { DeploymentProps } from './deployment.props.ts';

/** The usual namespaces of scrapers. */
const SCRAPERS = { azure: 'kube-system', 'prometheus-operator': 'monitoring' } as const;

/** Allows scrapers to reach the metrics port; nothing where no metrics are scraped. */
export function scraperIngress({ monitoring = 'none', scrapers }: DeploymentProps): Ingress[] {
  if (monitoring === 'none') return [];
  const peer = networkPeer(scrapers ?? { namespace: SCRAPERS[monitoring] });
  return [{ from: [peer], ports: [CONTRACT.managementPort] }];
}
