import type { Service } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CONTRACT } from '../../../service/contract.ts';
import { checkNetworkPeer, networkPeer } from '../network-policy/network-peer.ts';
import { networkPolicy } from '../network-policy/network-policy.ts';
import type { Ingress } from '../network-policy/network-policy.ts';
import { autoscaler } from '../workload/autoscaler.ts';
import { checkDeployment } from '../workload/check-pod.ts';
import { deployment } from '../workload/deployment.ts';
import { podMonitor } from '../workload/pod-monitor.ts';
import { scraperIngress } from '../workload/scraping.ts';
import { clusterService, disruptionBudget, serviceAccount } from '../workload/workload-objects.ts';
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
    deployment(this, props, CONTRACT.port);
    if (props.scaledBy !== 'others') autoscaler(this, props);
    // Only the public port: the metrics are scraped from the pods.
    this.service = clusterService(this, name, { name: 'http', port: 80, targetPort: CONTRACT.port });
    disruptionBudget(this, name);
    networkPolicy(this, name, { ingress: ingressOf(props), egress: props.egress ?? [] });
    if (monitoring !== 'none') podMonitor(this, name, monitoring);
  }
}

/** Allows clients to reach the public port, and scrapers the metrics port. */
function ingressOf(props: WebServiceProps): Ingress[] {
  const { clients = [] } = props;
  const peers = clients.map(networkPeer);
  return [...(peers.length > 0 ? [{ from: peers, ports: [CONTRACT.port] }] : []), ...scraperIngress(props)];
}

function check(props: WebServiceProps): void {
  const checks = checkDeployment('WebService', props);
  for (const [index, peer] of (props.clients ?? []).entries())
    checkNetworkPeer(checks, `clients[${String(index)}]`, peer);
  checks.verify();
}
