import { HttpIngressPathType, Ingress, IngressBackend } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { commonLabels } from '../labels.ts';
import type { ExposureProps } from './exposure.props.ts';

/** https://kubernetes.io/docs/concepts/services-networking/ingress/ */
export function ingress(
  scope: Construct,
  { name, host, certificate, routes }: ExposureProps,
  className: string,
): Ingress {
  return new Ingress(scope, 'Ingress', {
    metadata: { name, labels: commonLabels(name) },
    className,
    tls: [{ hosts: [host], secret: certificate.secret }],
    rules: Object.entries(routes).map(([path, { service }]) => ({
      host,
      path,
      pathType: HttpIngressPathType.PREFIX,
      backend: IngressBackend.fromService(service),
    })),
  });
}
