import { Construct } from 'constructs';
import type { AppProject, Application } from '../../imports/argo-cd.ts';
import { customResource } from '../../imports/custom-resource.ts';
import { commonLabels } from '../labels.ts';
import { PropChecks } from '../prop-checks.ts';
import { checkSyncWindow, minutesOf, scheduleOf } from './sync-window.ts';
import type { SyncWindow } from './sync-window.ts';

/** Props of `GitOps`. */
export interface GitOpsProps {
  /** Name of the AppProject: a DNS label. */
  readonly project: string;
  /** The namespace that Argo CD runs in, and that contains its own objects. */
  readonly argoCdNamespace: string;
  /** URL of the Git repository that contains `dist/`: https or ssh. */
  readonly repository: string;
  /** The branch to deploy. */
  readonly branch: string;
  /** The Applications, one per environment. */
  readonly applications: readonly ApplicationProps[];
}

/** The Application of one environment. */
export interface ApplicationProps {
  /** Name of the Application: a DNS label. */
  readonly name: string;
  /** Folder of its manifests in the repository: `dist/production`. */
  readonly path: string;
  /** API server of the target cluster. */
  readonly cluster: string;
  /** The target namespace. */
  readonly namespace: string;
  /** An additional namespace that it creates, for a Gateway. @default none */
  readonly gatewayNamespace?: string;
  /** Automatic on each commit, or manual. */
  readonly sync: 'automatic' | 'manual';
  /** The only times of automatic syncs; manual ones are always allowed, for rollbacks. @default at any time */
  readonly windows?: readonly SyncWindow[];
}

/**
 * An Argo CD project restricted to what the charts render, and one Application per environment.
 * The tenancy chart has an earlier sync wave; Argo CD orders the rest by kind.
 *
 * @throws Error if a name, a URL or a path is invalid, or two Applications share a name.
 */
export class GitOps extends Construct {
  constructor(scope: Construct, id: string, props: GitOpsProps) {
    super(scope, id);
    check(props);
    customResource(this, 'AppProject', projectOf(props));
    for (const application of props.applications) {
      customResource(this, application.name, applicationOf(props, application));
    }
  }
}

function projectOf({ project, argoCdNamespace, repository, applications }: GitOpsProps): AppProject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: project, namespace: argoCdNamespace, labels: commonLabels(project) },
    spec: {
      description: 'Kiosque, in all its environments.',
      sourceRepos: [repository],
      destinations: applications.flatMap(({ cluster, namespace, gatewayNamespace }) =>
        [namespace, gatewayNamespace]
          .filter((name) => name !== undefined)
          .map((name) => ({ server: cluster, namespace: name })),
      ),
      clusterResourceWhitelist: [
        { group: '', kind: 'Namespace' },
        { group: 'scheduling.k8s.io', kind: 'PriorityClass' },
      ],
      // Secrets are created elsewhere, and the charts grant no rights within the cluster.
      namespaceResourceBlacklist: [
        { group: '', kind: 'Secret' },
        { group: 'rbac.authorization.k8s.io', kind: '*' },
      ],
      ...syncWindowsOf(applications),
    },
  };
}

/** A rollback must be possible at any time: tools/delivery checks the windows before it syncs anything else. */
function syncWindowsOf(applications: readonly ApplicationProps[]): Pick<AppProject['spec'], 'syncWindows'> {
  const syncWindows = applications.flatMap(({ name, windows = [] }) =>
    windows.map((window) => ({
      kind: 'allow',
      schedule: scheduleOf(window),
      duration: `${String(minutesOf(window))}m`,
      timeZone: window.timeZone,
      applications: [name],
      manualSync: true,
    })),
  );
  return syncWindows.length > 0 ? { syncWindows } : {};
}

function applicationOf(props: GitOpsProps, application: ApplicationProps): Application {
  const { name, path, cluster, namespace, sync } = application;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    // No finalizer: deleting an Application by mistake must not delete what it deployed.
    metadata: { name, namespace: props.argoCdNamespace, labels: commonLabels(name) },
    spec: {
      project: props.project,
      source: { repoURL: props.repository, targetRevision: props.branch, path },
      destination: { server: cluster, namespace },
      revisionHistoryLimit: 10,
      syncPolicy: {
        ...(sync === 'automatic' && { automated: { prune: true, selfHeal: true, allowEmpty: false } }),
        // Server-side apply leaves `replicas` to the autoscaler, and PruneLast keeps what pods use until they are gone.
        syncOptions: ['ServerSideApply=true', 'PruneLast=true', 'FailOnSharedResource=true'],
        retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
      },
    },
  };
}

function check(props: GitOpsProps): void {
  const checks = new PropChecks(`GitOps "${props.project}"`)
    .dnsLabel('project', props.project)
    .dnsLabel('argoCdNamespace', props.argoCdNamespace)
    .require(/^(?:https:\/\/|ssh:\/\/|git@)\S+$/.test(props.repository), 'repository', props.repository, URL_RULE)
    .require(/^[\w./-]+$/.test(props.branch), 'branch', props.branch, 'the name of a branch')
    .require(props.applications.length > 0, 'applications', [], 'at least one');
  for (const { name, path, cluster, namespace, sync, windows = [] } of props.applications) {
    const twins = props.applications.filter((other) => other.name === name).length;
    checks
      .dnsLabel('applications.name', name)
      .require(twins === 1, 'applications.name', name, 'unique among the Applications')
      .require(/^[\w-]+(?:\/[\w-]+)*$/.test(path), `${name}.path`, path, 'a folder of the repository, such as dist/x')
      .require(/^https:\/\/\S+$/.test(cluster), `${name}.cluster`, cluster, 'the https URL of an API server')
      .dnsLabel(`${name}.namespace`, namespace)
      .oneOf(`${name}.sync`, sync, ['automatic', 'manual']);
    for (const [index, window] of windows.entries())
      checkSyncWindow(checks, `${name}.windows.${String(index)}`, window);
  }
  checks.verify();
}

const URL_RULE = 'a Git URL that begins with https://, ssh:// or git@';
