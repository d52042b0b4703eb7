import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { WebService } from '../web-service/web-service.ts';

/** What an `Exposure` is made of. */
export interface ExposureProps {
  /** Name of the Ingress, or of the Gateway and its routes: a DNS label. */
  readonly name: string;
  /** `ingress` (networking.k8s.io/v1) or `gateway` (gateway.networking.k8s.io/v1). */
  readonly kind: 'ingress' | 'gateway';
  /** `ingressClassName` or `gatewayClassName`. */
  readonly className: string;
  /** The public host name. */
  readonly host: string;
  /** The certificate of that host: a `kubernetes.io/tls` Secret. */
  readonly certificate: SecretReference;
  /** Path prefixes and the web service each goes to; the longest prefix wins. */
  readonly routes: Readonly<Record<string, WebService>>;
}
