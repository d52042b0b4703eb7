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
  windows: [
    { days: ['friday', 'monday'], from: '18:30', to: '21:00', timeZone: 'Europe/Paris' },
    { days: ['sunday'], from: '22:00', to: '02:00', timeZone: 'UTC' },
  ],
};
const window = { days: ['monday'], from: '18:00', to: '21:00', timeZone: 'UTC' } as const;
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

  it('should sync automatically in the windows of an Application only, and manually at any time', () => {
    expect(only(render(props), 'AppProject').spec?.['syncWindows']).toEqual([
      {
        ...{ kind: 'allow', schedule: '30 18 * * 1,5', duration: '150m', timeZone: 'Europe/Paris' },
        ...{ applications: ['kiosque-test'], manualSync: true },
      },
      {
        ...{ kind: 'allow', schedule: '0 22 * * 0', duration: '240m', timeZone: 'UTC' },
        ...{ applications: ['kiosque-test'], manualSync: true },
      },
    ]);
    const { windows: _, ...always } = application;
    const project = only(render({ ...props, applications: [always] }), 'AppProject');
    expect(project.spec).not.toHaveProperty('syncWindows');
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
    [{ applications: [{ ...application, windows: [{ ...window, from: '6' }] }] }, 'kiosque-test.windows.0.from is "6"'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render({ ...props, ...wrong })).toThrow(message);
  });
});
