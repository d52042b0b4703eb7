import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { gatewayNamespace } from './constructs/exposure/app-routing.ts';
import { GitOps } from './constructs/git-ops/git-ops.ts';
import type { Environment } from './environments/environment.ts';
import { platform } from './environments/platform.ts';

/** The Argo CD objects: which folder of `dist/` is deployed to which namespace. */
export class GitOpsChart extends Chart {
  constructor(scope: Construct, environments: readonly Environment[]) {
    super(scope, '0000-git-ops', { disableResourceNameHashes: true });
    new GitOps(this, 'GitOps', {
      project: 'kiosque',
      argoCdNamespace: platform.argoCdNamespace,
      repository: platform.repository,
      branch: platform.branch,
      applications: environments.map(({ name, namespace, sync, exposure, deploymentTimes }) => ({
        name: namespace,
        path: `dist/${name}`,
        cluster: platform.cluster,
        namespace,
        ...(exposure.controller === 'app-routing' && { gatewayNamespace: gatewayNamespace(namespace) }),
        sync,
        ...(deploymentTimes !== undefined && { windows: deploymentTimes.windows }),
      })),
    });
  }
}
