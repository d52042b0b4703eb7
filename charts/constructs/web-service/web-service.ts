import type { Service } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CONTRACT } from '../../../service/contract.ts';
import { selectorLabels } from '../labels.ts';
import { Monitoring } from '../monitoring/monitoring.ts';
import { networkPeer } from '../network-policy/network-peer.ts';
import { networkPolicy } from '../network-policy/network-policy.ts';
import type { Ingress } from '../network-policy/network-policy.ts';
import { serviceAccount } from '../workload/service-account.ts';
import { clusterService, disruptionBudget } from '../workload/service-objects.ts';
import { autoscaler } from './autoscaler.ts';
import { checkWebService } from './check-web-service.ts';
import { deployment } from './deployment.ts';
import type { WebServiceProps } from './web-service.props.ts';

/**
 * One of Kiosque's web services on Kubernetes: Deployment, Service, ServiceAccount, HorizontalPodAutoscaler,
 * PodDisruptionBudget, NetworkPolicy and, optionally, a PodMonitor. It complies with Pod Security "restricted" and needs
 * no mutation by AKS Deployment Safeguards.
 *
 * @throws Error with each invalid prop and its value.
 */
export class WebService extends Construct {
  /** The Service; `Exposure` routes to its port `http`. */
  readonly service: Service;
  /** Name of the Service, the Deployment and the ServiceAccount. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    checkWebService(props);
    this.name = props.name;
    serviceAccount(this, props);
    deployment(this, props);
    if (props.scaledBy !== 'others') autoscaler(this, props);
    // Only the public port: the metrics are scraped from the pods.
    this.service = clusterService(this, props.name, { name: 'http', port: 80, targetPort: CONTRACT.port });
    disruptionBudget(this, props.name);
    networkPolicy(this, props.name, { ingress: ingressOf(props), egress: props.egress ?? [] });
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

/** The usual namespaces of scrapers. */
const SCRAPERS = { azure: 'kube-system', 'prometheus-operator': 'monitoring' } as const;

/** Allows clients to reach the public port, and scrapers the metrics port. */
function ingressOf({ clients = [], monitoring = 'none', scrapers }: WebServiceProps): Ingress[] {
  const metrics = monitoring !== 'none' && networkPeer(scrapers ?? { namespace: SCRAPERS[monitoring] });
  return [
    ...(clients.length > 0 ? [{ from: clients.map(networkPeer), ports: [CONTRACT.port] }] : []),
    ...(metrics ? [{ from: [metrics], ports: [CONTRACT.managementPort] }] : []),
  ];
}
