/**
 * Application Gateway for Containers (alb.networking.azure.io/v1),
 * https://learn.microsoft.com/azure/application-gateway/for-containers/api-specification-kubernetes.
 */
export interface ApplicationLoadBalancer {
  readonly apiVersion: 'alb.networking.azure.io/v1';
  readonly kind: 'ApplicationLoadBalancer';
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    /** Resource ids of subnets; currently one. */
    readonly associations: readonly string[];
  };
}

/** Response timeouts of a route. */
export interface RoutePolicy {
  readonly apiVersion: 'alb.networking.azure.io/v1';
  readonly kind: 'RoutePolicy';
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly targetRef: { readonly group: string; readonly kind: 'HTTPRoute'; readonly name: string };
    /** A duration; `0s` means no limit. */
    readonly default: { readonly timeouts: { readonly routeTimeout: string } };
  };
}
