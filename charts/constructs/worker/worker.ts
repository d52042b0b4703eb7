import { Construct } from 'constructs';
import { CONTRACT } from '../../../service/contract.ts';
import { networkPolicy } from '../network-policy/network-policy.ts';
import { autoscaler } from '../workload/autoscaler.ts';
import { checkDeployment } from '../workload/check-pod.ts';
import { deployment } from '../workload/deployment.ts';
import type { DeploymentProps } from '../workload/deployment.props.ts';
import { podMonitor } from '../workload/pod-monitor.ts';
import { scraperIngress } from '../workload/scraping.ts';
import { disruptionBudget, serviceAccount } from '../workload/workload-objects.ts';

/** Props of `Worker`. */
export type WorkerProps = DeploymentProps;

/**
 * A process that takes its work from a queue, so that nothing connects to it except the kubelet and what scrapes its metrics:
 * Deployment, ServiceAccount, HorizontalPodAutoscaler, PodDisruptionBudget, NetworkPolicy and, optionally, a PodMonitor. Its
 * probes use the management port. It complies with Pod Security "restricted".
 *
 * @throws Error with each invalid prop and its value.
 */
export class Worker extends Construct {
  /** Name of the Deployment and the ServiceAccount. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    checkDeployment('Worker', props).verify();
    const { name, monitoring = 'none' } = props;
    this.name = name;
    serviceAccount(this, props);
    deployment(this, props, CONTRACT.managementPort);
    autoscaler(this, props);
    disruptionBudget(this, name);
    networkPolicy(this, name, { ingress: scraperIngress(props), egress: props.egress ?? [] });
    if (monitoring !== 'none') podMonitor(this, name, monitoring);
  }
}
