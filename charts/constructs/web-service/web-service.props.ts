import type { Configuration } from '../configuration/configuration.ts';
import type { NetworkPeer } from '../network-policy/network-peer.ts';
import type { PodProps } from '../workload/pod.props.ts';

/** Props of `WebService`. */
export interface WebServiceProps extends PodProps {
  /** Bounds of the autoscaler; 1 to 100. */
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  /** Its environment variables; a change rolls out new pods. */
  readonly configuration: Configuration;
  /** The peers that may connect to the public port: the gateway. The kubelet always may. @default none */
  readonly clients?: readonly NetworkPeer[];
  /** What scrapes its metrics. @default 'none' */
  readonly monitoring?: 'azure' | 'prometheus-operator' | 'none';
  /** The pods that scrape. @default those in kube-system with `azure`, in the namespace monitoring with the operator */
  readonly scrapers?: NetworkPeer;
  /** What sets the number of pods: an autoscaler by CPU, or something else. @default 'cpu' */
  readonly scaledBy?: 'cpu' | 'others';
}
