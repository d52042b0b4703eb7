import type { AzureAlb, GenericController } from '../../constructs/exposure/exposure.props.ts';
import { checkNetworkPeer } from '../../constructs/network-policy/network-peer.ts';
import type { NetworkPeer } from '../../constructs/network-policy/network-peer.ts';
import type { PropChecks } from '../../constructs/prop-checks.ts';
import type { ManagedIdentity } from './azure.ts';

/** How external traffic reaches the services: the controller of the host, and its options. */
export type Exposure = AzureAlbExposure | AppRoutingExposure | GenericExposure;

/** Application Gateway for Containers: a load balancer outside the cluster, configured through the Gateway API. */
export interface AzureAlbExposure extends AzureAlb {
  /** Address range of the subnet it connects from: a /24 delegated to this load balancer only. */
  readonly subnet: string;
}

/** The application routing add-on of AKS: an Istio gateway, configured through the Gateway API. */
export interface AppRoutingExposure {
  readonly controller: 'app-routing';
  /** The identity with which the add-on reads the Key Vault certificate `certificate`. */
  readonly certificateReader: ManagedIdentity;
}

/** Any other controller, using only portable fields. */
export interface GenericExposure extends GenericController {
  /** The only peer that may connect to the services: the controller's pods, or its subnet if it runs outside the cluster. */
  readonly clients: NetworkPeer;
}

/** Checks the controller and its clients; the construct checks the controller's options. */
export function checkExposure(checks: PropChecks, exposure: Exposure, hasKeyVault: boolean): void {
  checks.oneOf('exposure.controller', exposure.controller, ['azure-alb', 'app-routing', 'generic']);
  if (exposure.controller === 'generic') checkNetworkPeer(checks, 'exposure.clients', exposure.clients);
  if (exposure.controller === 'azure-alb') {
    const rule = 'a /24, as required by Application Gateway for Containers';
    checks
      .subnet('exposure.subnet', exposure.subnet)
      .require(exposure.subnet.endsWith('/24'), 'exposure.subnet', exposure.subnet, rule);
  }
  const needsVault = exposure.controller === 'app-routing' && !hasKeyVault;
  checks.require(!needsVault, 'azure', null, 'set: app-routing reads the certificate from its Key Vault');
}
