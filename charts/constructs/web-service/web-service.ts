import type { Service } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CONTRACT } from '../../../service/contract.ts';
import { checkNetworkPeer, networkPeer } from '../network-policy/network-peer.ts';
import { networkPolicy } from '../network-policy/network-policy.ts';
import type { Ingress } from '../network-policy/network-policy.ts';
import { checkPod } from '../workload/check-pod.ts';
import { clusterService, disruptionBudget, serviceAccount } from '../workload/workload-objects.ts';
import { autoscaler } from './autoscaler.ts';
import { deployment } from './deployment.ts';
import { podMonitor } from './pod-monitor.ts';
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
    check(props);
    const { name, monitoring = 'none' } = props;
    this.name = name;
    serviceAccount(this, props);
    deployment(this, props);
    if (props.scaledBy !== 'others') autoscaler(this, props);
    // Only the public port: the metrics are scraped from the pods.
    this.service = clusterService(this, name, { name: 'http', port: 80, targetPort: CONTRACT.port });
    disruptionBudget(this, name);
    networkPolicy(this, name, { ingress: ingressOf(props), egress: props.egress ?? [] });
    if (monitoring !== 'none') podMonitor(this, name, monitoring);
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

function check(props: WebServiceProps): void {
  const { replicas, monitoring = 'none', scrapers, clients = [] } = props;
  const checks = checkPod('WebService', props)
    .integer('replicas.minimum', replicas.minimum, 1, 100)
    .integer('replicas.maximum', replicas.maximum, replicas.minimum, 100)
    .oneOf('monitoring', monitoring, ['azure', 'prometheus-operator', 'none']);
  if (scrapers !== undefined) checkNetworkPeer(checks, 'scrapers', scrapers);
  for (const [index, peer] of clients.entries()) checkNetworkPeer(checks, `clients[${String(index)}]`, peer);
  checks.verify();
}
