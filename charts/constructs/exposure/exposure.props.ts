import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { WebService } from '../web-service/web-service.ts';

/** What an `Exposure` is made of. */
export interface ExposureProps {
  /** Name of the Ingress, or of the Gateway and its routes: a DNS label. */
  readonly name: string;
  /** The namespace of the services. */
  readonly namespace: string;
  /** Who answers for it: decides which objects and annotations are rendered. */
  readonly controller: AzureAlb | AppRouting | GenericController;
  /** The public host name. */
  readonly host: string;
  /** The certificate of that host: a `kubernetes.io/tls` Secret. With `app-routing` the add-on makes its own. */
  readonly certificate: SecretReference;
  /** Path prefixes and the web service each goes to; the longest prefix wins. */
  readonly routes: Readonly<Record<string, WebService>>;
}

/** Application Gateway for Containers, by the Gateway API. */
export interface AzureAlb {
  readonly controller: 'azure-alb';
  /** One that its controller makes in a delegated subnet, or one that exists: its resource id and a frontend of it. */
  readonly loadBalancer:
    { readonly managed: { readonly subnetId: string } } | { readonly id: string; readonly frontend: string };
}

/** The application routing add-on of AKS, by the Gateway API: a Gateway of Istio in a namespace of its own. */
export interface AppRouting {
  readonly controller: 'app-routing';
  /** The Key Vault certificate that the add-on fetches, without a version, and the client id of who may read it. */
  readonly certificate: { readonly keyVaultUri: string; readonly clientId: string };
}

/** Any controller, by what is portable alone. */
export interface GenericController {
  readonly controller: 'generic';
  /** `ingress` (networking.k8s.io/v1) or `gateway` (gateway.networking.k8s.io/v1). */
  readonly kind: 'ingress' | 'gateway';
  /** `ingressClassName` or `gatewayClassName`. */
  readonly className: string;
}
