import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { commonLabels } from '../labels.ts';

/** No pod reaches or is reached by anything that no other policy allows. */
export function denyAll(scope: Construct, namespace: string): void {
  new k8s.KubeNetworkPolicy(scope, 'Deny all', {
    metadata: { name: 'deny-all', namespace, labels: commonLabels('kiosque') },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
}

/** The cluster's name service, by whichever port and protocol it is asked. */
export function allowNameService(scope: Construct, namespace: string): void {
  const port = k8s.IntOrString.fromNumber(53);
  new k8s.KubeNetworkPolicy(scope, 'Allow name service', {
    metadata: { name: 'allow-name-service', namespace, labels: commonLabels('kiosque') },
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
          ports: [
            { protocol: 'UDP', port },
            { protocol: 'TCP', port },
          ],
        },
      ],
    },
  });
}
