/** What a `GitOps` is made of. */
export interface GitOpsProps {
  /** Name of the AppProject: a DNS label. */
  readonly project: string;
  /** The namespace Argo CD runs in, where its own objects live. */
  readonly argoCdNamespace: string;
  /** URL of the Git repository that holds `dist/`: https or ssh. */
  readonly repository: string;
  /** The branch that is delivered. */
  readonly branch: string;
  /** What is delivered where. */
  readonly applications: readonly ApplicationProps[];
}

/** One environment, delivered. */
export interface ApplicationProps {
  /** Name of the Application: a DNS label. */
  readonly name: string;
  /** Folder of its manifests in the repository: `dist/production`. */
  readonly path: string;
  /** API server of the cluster it is applied to. */
  readonly cluster: string;
  /** The namespace it is applied to. */
  readonly namespace: string;
  /** Another namespace that it makes and fills, as that of a Gateway. @default none */
  readonly gatewayNamespace?: string;
  /** By itself on each commit, or when a person says so. */
  readonly sync: 'automatic' | 'manual';
}
