import { JsonPatch } from 'cdk8s';
import { Namespace, ServiceAccount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { commonLabels, podSecurityLabels } from '../labels.ts';
import { latePatch } from '../late-patch.ts';
import type { NetworkPeer } from '../network-policy/network-peer.ts';
import type { AppRouting, ExposureProps } from './exposure.props.ts';
import { gateway } from './gateway.ts';

/** Name of the ServiceAccount that the add-on reads the vault with; the federated credential refers to it. */
export const CERTIFICATE_READER = 'gateway-certificate';

/** The namespace of the Gateway: the pods that the add-on creates violate the Pod Security level of the services' namespace. */
export function gatewayNamespace(namespace: string): string {
  return `${namespace}-gateway`;
}

/** The network peer that selects the pods of the Gateway. */
export function gatewayPods(name: string, namespace: string): NetworkPeer {
  return {
    namespace: gatewayNamespace(namespace),
    podLabels: { 'gateway.networking.k8s.io/gateway-name': name },
  };
}

/** Renders a Gateway served by Istio; the add-on copies the certificate and sets it on the listener. */
export function appRouting(scope: Construct, props: ExposureProps, { certificate }: AppRouting): void {
  const namespace = gatewayNamespace(props.namespace);
  const labels = commonLabels(props.name);
  const home = new Namespace(scope, 'Namespace', {
    // Istio's pods set no seccomp profile, which "restricted" requires.
    metadata: { name: namespace, labels: { ...labels, ...podSecurityLabels('baseline') } },
  });
  // The chart sets a namespace on every object.
  latePatch(home, JsonPatch.remove('/metadata/namespace'));
  new ServiceAccount(scope, 'ServiceAccount', {
    metadata: {
      name: CERTIFICATE_READER,
      namespace,
      labels: { ...labels, 'azure.workload.identity/use': 'true' },
      annotations: { 'azure.workload.identity/client-id': certificate.clientId },
    },
    automountToken: false,
  });
  gateway(scope, props, {
    className: 'approuting-istio',
    namespace,
    tls: {
      options: {
        'kubernetes.azure.com/tls-cert-keyvault-uri': certificate.keyVaultUri,
        'kubernetes.azure.com/tls-cert-service-account': CERTIFICATE_READER,
      },
    },
    timeouts: { request: '0s' },
  });
}
