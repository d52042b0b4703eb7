import type { Configuration } from '../configuration/configuration.ts';
import type { NetworkPeer } from '../network-policy/network-peer.ts';
import type { PodProps } from '../workload/pod.props.ts';

/** What a `WebService` is made of. */
export interface WebServiceProps extends PodProps {
  /** Bounds of the autoscaler; 1 to 100. */
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  /** Its environment variables; a change rolls the pods. */
  readonly configuration: Configuration;
  /** Who may connect to the public port: the gateway. The kubelet of the node always may. @default nobody */
  readonly clients?: readonly NetworkPeer[];
  /** Who scrapes its metrics. @default 'none' */
  readonly monitoring?: 'azure' | 'prometheus-operator' | 'none';
  /** The pods that scrape. @default those of kube-system with `azure`, of the namespace monitoring with the operator */
  readonly scrapers?: NetworkPeer;
  /** Who sets the number of pods: an autoscaler by CPU, or somebody else. @default 'cpu' */
  readonly scaledBy?: 'cpu' | 'others';
  /** Average CPU, in percent of the request, that the autoscaler aims at; 10 to 95. @default 70 */
  readonly targetCpuPercent?: number;
  /**
   * Seconds a terminating pod goes on as if nothing were, while gateways and kube-proxy forget it; 1 to 60.
   * @default 10
   */
  readonly preStopSeconds?: number;
}
