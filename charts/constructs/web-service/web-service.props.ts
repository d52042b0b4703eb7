import type { NetworkPeer } from '../network-policy/network-peer.ts';
import type { DeploymentProps } from '../workload/deployment.props.ts';

/** Props of `WebService`. */
export interface WebServiceProps extends DeploymentProps {
  /** The peers that may connect to the public port: the gateway. The kubelet always may. @default none */
  readonly clients?: readonly NetworkPeer[];
  /** What sets the number of pods: an autoscaler by CPU, or something else. @default 'cpu' */
  readonly scaledBy?: 'cpu' | 'others';
}
