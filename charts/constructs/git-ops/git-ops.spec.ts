import { describe, expect, it } from '@jest/globals';
import { only, synthesize } from '../../test/objects.ts';
import type { ApplicationProps, GitOpsProps } from './git-ops.ts';
import { GitOps } from './git-ops.ts';

const application: Required<ApplicationProps> = {
  name: 'kiosque-test',
  path: 'dist/test',
  cluster: 'https://kubernetes.default.svc',
  namespace: 'kiosque-test',
  gatewayNamespace: 'kiosque-test-gateway',
  sync: 'automatic',
};
const props: Required<GitOpsProps> = {
  project: 'kiosque',
  argoCdNamespace: 'argocd',
  repository: 'https://git.example.org/kiosque.git',
  branch: 'main',
  applications: [application],
};

const render = (given: GitOpsProps) => synthesize((scope) => new GitOps(scope, 'GitOps', given));

describe(GitOps.name, () => {
  it('should restrict the project to its repository, its namespaces, and the kinds that the charts render', () => {
    expect(only(render(props), 'AppProject')).toMatchObject({
      metadata: { name: 'kiosque', namespace: 'argocd' },
      spec: {
        sourceRepos: ['https://git.example.org/kiosque.git'],
        destinations: ['kiosque-test', 'kiosque-test-gateway'].map((namespace) => ({
          server: 'https://kubernetes.default.svc',
          namespace,
        })),
        clusterResourceWhitelist: [
          { group: '', kind: 'Namespace' },
          { group: 'scheduling.k8s.io', kind: 'PriorityClass' },
        ],
        namespaceResourceBlacklist: [
          { group: '', kind: 'Secret' },
          { group: 'rbac.authorization.k8s.io', kind: '*' },
        ],
      },
    });
  });

  it('should sync an environment automatically, server-side, with retries', () => {
    expect(only(render(props), 'Application').spec).toMatchObject({
      project: 'kiosque',
      source: { repoURL: props.repository, targetRevision: 'main', path: 'dist/test' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'kiosque-test' },
      syncPolicy: {
        automated: { prune: true, selfHeal: true, allowEmpty: false },
        syncOptions: expect.arrayContaining(['ServerSideApply=true']),
        retry: { limit: 5 },
      },
    });
  });

  it('should not sync automatically if sync is manual', () => {
    const manual = render({ ...props, applications: [{ ...application, sync: 'manual' }] });
    expect(only(manual, 'Application').spec?.['syncPolicy']).not.toHaveProperty('automated');
  });

  it.each<[Partial<GitOpsProps>, string]>([
    [{ project: '' }, 'project is ""'],
    [{ repository: 'kiosque' }, 'repository is "kiosque"; it must be a Git URL'],
    [{ branch: '' }, 'branch is ""'],
    [{ applications: [] }, 'applications is []; it must be at least one'],
    [{ applications: [application, application] }, 'it must be unique among the Applications'],
    [{ applications: [{ ...application, path: '/dist' }] }, 'kiosque-test.path is "/dist"'],
    [{ applications: [{ ...application, cluster: 'here' }] }, 'kiosque-test.cluster is "here"'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render({ ...props, ...wrong })).toThrow(message);
  });
});
