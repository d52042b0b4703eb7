import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { TenancyProps } from './constructs/tenancy/tenancy.ts';
import { Tenancy } from './constructs/tenancy/tenancy.ts';
import type { Environment } from './environments/environment.ts';

/** The namespace and its limits. Applied first. */
export class TenancyChart extends Chart {
  constructor(scope: Construct, environment: Environment, quota: TenancyProps['quota']) {
    // No chart namespace: some of its objects are cluster-wide.
    super(scope, '0000-tenancy', { disableResourceNameHashes: true });
    new Tenancy(this, 'Tenancy', { ...environment, quota });
    // By default, Argo CD would apply a PriorityClass after the workloads that use it.
    for (const object of this.apiObjects) object.metadata.addAnnotation('argocd.argoproj.io/sync-wave', '-1');
  }
}
