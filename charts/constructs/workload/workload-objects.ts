import { JsonPatch } from 'cdk8s';
import { k8s, Service, ServiceAccount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { commonLabels, selectorLabels } from '../labels.ts';
import { latePatch } from '../late-patch.ts';
import type { PodProps } from './pod.props.ts';

/** Renders the ServiceAccount of a workload's pods; its token is not mounted. */
export function serviceAccount(scope: Construct, { name, clientId }: PodProps): void {
  const identity = clientId !== undefined && { annotations: { 'azure.workload.identity/client-id': clientId } };
  new ServiceAccount(scope, 'ServiceAccount', {
    metadata: { name, labels: commonLabels(name), ...identity },
    automountToken: false,
  });
}

/** Renders the ClusterIP Service of a workload, with one port. */
export function clusterService(
  scope: Construct,
  name: string,
  port: { readonly name: string; readonly port: number; readonly targetPort: number },
): Service {
  const service = new Service(scope, 'Service', { metadata: { name, labels: commonLabels(name) }, ports: [port] });
  for (const [key, value] of Object.entries(selectorLabels(name))) service.selectLabel(key, value);
  latePatch(service, JsonPatch.remove('/spec/externalIPs'));
  return service;
}

/** Allows eviction of one pod at a time, and always of unhealthy ones: node upgrades are never blocked, at any replica count. */
export function disruptionBudget(scope: Construct, name: string): void {
  new k8s.KubePodDisruptionBudget(scope, 'PodDisruptionBudget', {
    metadata: { name, labels: commonLabels(name) },
    spec: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      selector: { matchLabels: selectorLabels(name) },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
}
