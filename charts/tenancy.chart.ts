import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { TenancyProps } from './constructs/tenancy/tenancy.props.ts';
import { Tenancy } from './constructs/tenancy/tenancy.ts';
import type { Environment } from './environments/environment.ts';

/** The namespace and its bounds. Applied first. */
export class TenancyChart extends Chart {
  constructor(scope: Construct, environment: Environment, quota: TenancyProps['quota']) {
    // Without a namespace of its own: some of its objects belong to the cluster.
    super(scope, '0000-tenancy', { disableResourceNameHashes: true });
    new Tenancy(this, 'Tenancy', { ...environment, quota });
    // Argo CD would apply a PriorityClass after the workloads that name it.
    for (const object of this.apiObjects) object.metadata.addAnnotation('argocd.argoproj.io/sync-wave', '-1');
  }

  /** The PriorityClass that every pod of the environment names. */
  static priorityClassOf({ namespace }: Environment): string {
    return Tenancy.priorityClassOf(namespace);
  }
}
