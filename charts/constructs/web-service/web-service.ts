import { ServiceAccount } from 'cdk8s-plus-28';
import type { IServiceAccount, Service } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CONTRACT } from '../../../service/contract.ts';
import { commonLabels, selectorLabels } from '../labels.ts';
import { Monitoring } from '../monitoring/monitoring.ts';
import { clusterService, disruptionBudget } from '../service-objects.ts';
import { autoscaler } from './autoscaler.ts';
import { checkWebService } from './check-web-service.ts';
import { deployment } from './deployment.ts';
import { networkPolicy } from './network-policy.ts';
import type { WebServiceProps } from './web-service.props.ts';

/**
 * One of Kiosque's web services on Kubernetes: Deployment, Service, ServiceAccount, HorizontalPodAutoscaler,
 * PodDisruptionBudget, NetworkPolicy and, when asked for, a PodMonitor. It fits Pod Security "restricted" and needs
 * none of the corrections of AKS Deployment Safeguards.
 *
 * @throws Error naming each prop that breaks its rule, with its value.
 */
export class WebService extends Construct {
  /** The Service: port `http` is what `Exposure` routes to. */
  readonly service: Service;
  /** Name of the Service, the Deployment and the ServiceAccount. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    checkWebService(props);
    this.name = props.name;
    const metadata = { name: props.name, labels: commonLabels(props.name) };
    const serviceAccount = new ServiceAccount(this, 'ServiceAccount', {
      metadata: {
        ...metadata,
        ...(props.clientId !== undefined && {
          annotations: { 'azure.workload.identity/client-id': props.clientId },
        }),
      },
      automountToken: false,
    }) as IServiceAccount;
    const workload = deployment(this, props, serviceAccount);
    if (props.scaledBy !== 'others') autoscaler(this, props, workload);
    // Only the public port: the metrics are scraped from the pods.
    this.service = clusterService(this, props.name, { name: 'http', port: 80, targetPort: CONTRACT.port });
    disruptionBudget(this, props.name);
    networkPolicy(this, props);
    if (props.monitoring !== undefined && props.monitoring !== 'none') {
      new Monitoring(this, 'Monitoring', {
        name: props.name,
        selector: selectorLabels(props.name),
        port: 'metrics',
        path: CONTRACT.metricsPath,
        flavour: props.monitoring,
      });
    }
  }
}
