import { checkNetworkPeer } from '../../constructs/network-policy/network-peer.ts';
import type { NetworkPeer } from '../../constructs/network-policy/network-peer.ts';
import type { PropChecks } from '../../constructs/prop-checks.ts';
import type { ManagedIdentity } from './azure.ts';

/** How readers get in: who answers for the host in this cluster, and what that takes. */
export type Exposure = AzureAlbExposure | AppRoutingExposure | GenericExposure;

/** Application Gateway for Containers: a load balancer beside the cluster, which the Gateway API describes. */
export interface AzureAlbExposure {
  readonly controller: 'azure-alb';
  /** One that the controller makes in a subnet, by its resource id, or one that exists, by its own and the name of a frontend. */
  readonly loadBalancer:
    { readonly managed: { readonly subnetId: string } } | { readonly id: string; readonly frontend: string };
  /** Addresses of the subnet it connects from: a /24 that is delegated to it, for this load balancer alone. */
  readonly subnet: string;
}

/** The application routing add-on of AKS: Istio's gateway, which the Gateway API describes. */
export interface AppRoutingExposure {
  readonly controller: 'app-routing';
  /** With which the add-on reads the certificate `certificate` of the Key Vault. */
  readonly certificateReader: ManagedIdentity;
}

/** Any other controller, without what only it understands. */
export interface GenericExposure {
  readonly controller: 'generic';
  /** One word switches between an Ingress and a Gateway with its routes. */
  readonly kind: 'ingress' | 'gateway';
  /** `ingressClassName` or `gatewayClassName`. */
  readonly className: string;
  /** Who alone may connect to the services: its pods, or the subnet of one that runs outside the cluster. */
  readonly clients: NetworkPeer;
}

/** Checks where readers come from; what the controller takes, the construct checks. */
export function checkExposure(checks: PropChecks, exposure: Exposure, hasKeyVault: boolean): void {
  checks.oneOf('exposure.controller', exposure.controller, ['azure-alb', 'app-routing', 'generic']);
  if (exposure.controller === 'generic') checkNetworkPeer(checks, 'exposure.clients', exposure.clients);
  if (exposure.controller === 'azure-alb') {
    const rule = 'a /24, as Application Gateway for Containers asks for';
    checks
      .subnet('exposure.subnet', exposure.subnet)
      .require(exposure.subnet.endsWith('/24'), 'exposure.subnet', exposure.subnet, rule);
  }
  const needsVault = exposure.controller === 'app-routing' && !hasKeyVault;
  checks.require(!needsVault, 'azure', null, 'described: app-routing reads the certificate from its Key Vault');
}
