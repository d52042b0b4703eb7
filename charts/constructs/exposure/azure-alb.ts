import type { Construct } from 'constructs';
import type { ApplicationLoadBalancer, RoutePolicy } from '../../imports/azure-alb.ts';
import { customResource } from '../../imports/custom-resource.ts';
import { commonLabels } from '../labels.ts';
import type { AzureAlb, ExposureProps } from './exposure.props.ts';
import { gateway } from './gateway.ts';

const API_VERSION = 'alb.networking.azure.io/v1';

/** Without the annotations, a Gateway of this class never gets an address (docs/decisions/ingress-or-gateway.md). */
export function azureAlb(scope: Construct, props: ExposureProps, { loadBalancer }: AzureAlb): void {
  const { name, namespace } = props;
  const className = 'azure-alb-external';
  if ('managed' in loadBalancer) {
    customResource(scope, 'LoadBalancer', {
      apiVersion: API_VERSION,
      kind: 'ApplicationLoadBalancer',
      metadata: { name, labels: commonLabels(name) },
      spec: { associations: [loadBalancer.managed.subnetId] },
    } satisfies ApplicationLoadBalancer);
    gateway(scope, props, {
      className,
      annotations: { 'alb.networking.azure.io/alb-name': name, 'alb.networking.azure.io/alb-namespace': namespace },
    });
  } else {
    gateway(scope, props, {
      className,
      annotations: { 'alb.networking.azure.io/alb-id': loadBalancer.id },
      addresses: [{ type: 'alb.networking.azure.io/alb-frontend', value: loadBalancer.frontend }],
    });
  }
  // By default, responses are cut off after 60 s, event streams included.
  customResource(scope, 'RoutePolicy', {
    apiVersion: API_VERSION,
    kind: 'RoutePolicy',
    metadata: { name, labels: commonLabels(name) },
    spec: {
      targetRef: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name },
      default: { timeouts: { routeTimeout: '0s' } },
    },
  } satisfies RoutePolicy);
}
