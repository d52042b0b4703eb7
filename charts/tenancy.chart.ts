import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Tenancy } from './constructs/tenancy/tenancy.ts';
import type { Environment } from './environments/environment.ts';

/** The namespace and its bounds. Applied first. */
export class TenancyChart extends Chart {
  /** The PriorityClass of the environment's pods. */
  readonly priorityClassName: string;

  constructor(scope: Construct, environment: Environment) {
    // Without a namespace of its own: some of its objects belong to the cluster.
    super(scope, '0000-tenancy', { disableResourceNameHashes: true });
    this.priorityClassName = new Tenancy(this, 'Tenancy', environment).priorityClassName;
    // Argo CD would apply a PriorityClass after the workloads that name it.
    for (const object of this.apiObjects) object.metadata.addAnnotation('argocd.argoproj.io/sync-wave', '-1');
  }
}
