import { ServiceAccount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { commonLabels } from '../labels.ts';
import type { PodProps } from './pod.props.ts';

/** Renders the ServiceAccount of a workload's pods; its token is not mounted. */
export function serviceAccount(scope: Construct, { name, clientId }: PodProps): void {
  const identity = clientId !== undefined && { annotations: { 'azure.workload.identity/client-id': clientId } };
  new ServiceAccount(scope, 'ServiceAccount', {
    metadata: { name, labels: commonLabels(name), ...identity },
    automountToken: false,
  });
}
