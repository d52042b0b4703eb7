import type { Configuration } from '../configuration/configuration.ts';
import type { NetworkPeer } from '../network-policy/network-peer.ts';
import type { PodProps } from './pod.props.ts';

/** Props shared by all Deployments. */
export interface DeploymentProps extends PodProps {
  /** Bounds of the autoscaler; 1 to 100. */
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  /** Its environment variables; a change rolls out new pods. */
  readonly configuration: Configuration;
  /** What scrapes its metrics. @default 'none' */
  readonly monitoring?: 'azure' | 'prometheus-operator' | 'none';
  /** The pods that scrape. @default those in kube-system with `azure`, in the namespace monitoring with the operator */
  readonly scrapers?: NetworkPeer;
}
