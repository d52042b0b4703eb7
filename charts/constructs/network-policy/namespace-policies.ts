import { isIPv6 } from 'node:net';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { commonLabels } from '../labels.ts';
import { networkPeer } from './network-peer.ts';

/** Denies all traffic that no other policy allows. */
export function denyAll(scope: Construct, namespace: string): void {
  new k8s.KubeNetworkPolicy(scope, 'Deny all', {
    metadata: { name: 'deny-all', namespace, labels: commonLabels('kiosque') },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
}

/** Allows DNS over UDP and TCP: the cluster's DNS service, and the node-local cache if there is one. */
export function allowNameService(scope: Construct, namespace: string, nodeLocalDns?: string): void {
  const port = k8s.IntOrString.fromNumber(53);
  const cidr = `${nodeLocalDns ?? ''}/${isIPv6(nodeLocalDns ?? '') ? '128' : '32'}`;
  new k8s.KubeNetworkPolicy(scope, 'Allow name service', {
    metadata: { name: 'allow-name-service', namespace, labels: commonLabels('kiosque') },
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            networkPeer({ namespace: 'kube-system' }),
            ...(nodeLocalDns === undefined ? [] : [{ ipBlock: { cidr } }]),
          ],
          ports: [
            { protocol: 'UDP', port },
            { protocol: 'TCP', port },
          ],
        },
      ],
    },
  });
}
