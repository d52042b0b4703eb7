/** Gateway API (gateway.networking.k8s.io/v1), https://gateway-api.sigs.k8s.io. */
export type { IGateway as Gateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
export type { IHTTPRoute as HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
