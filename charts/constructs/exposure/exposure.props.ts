import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { WebService } from '../web-service/web-service.ts';

/** Props of `Exposure`. */
export interface ExposureProps {
  /** Name of the Ingress, or of the Gateway and its routes: a DNS label. */
  readonly name: string;
  /** The namespace of the services. */
  readonly namespace: string;
  /** The controller, which determines the objects and annotations that are rendered. */
  readonly controller: AzureAlb | AppRouting | GenericController;
  /** The public host name. */
  readonly host: string;
  /** The certificate of that host: a `kubernetes.io/tls` Secret. With `app-routing`, the add-on creates its own. */
  readonly certificate: SecretReference;
  /** Path prefixes and the web service that each is routed to; the longest prefix wins. */
  readonly routes: Readonly<Record<string, WebService>>;
}

/** Application Gateway for Containers, through the Gateway API. */
export interface AzureAlb {
  readonly controller: 'azure-alb';
  /** One that the controller creates in a delegated subnet, or the resource id and a frontend of an existing one. */
  readonly loadBalancer:
    { readonly managed: { readonly subnetId: string } } | { readonly id: string; readonly frontend: string };
}

/** The application routing add-on of AKS, through the Gateway API: an Istio Gateway in its own namespace. */
export interface AppRouting {
  readonly controller: 'app-routing';
  /** The Key Vault certificate that the add-on fetches, without a version, and the client id of the identity that reads it. */
  readonly certificate: { readonly keyVaultUri: string; readonly clientId: string };
}

/** Any controller, using only portable fields. */
export interface GenericController {
  readonly controller: 'generic';
  /** `ingress` (networking.k8s.io/v1) or `gateway` (gateway.networking.k8s.io/v1). */
  readonly kind: 'ingress' | 'gateway';
  /** `ingressClassName` or `gatewayClassName`. */
  readonly className: string;
}
