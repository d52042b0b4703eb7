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
}
