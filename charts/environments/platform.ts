/** What all environments share: the repository and Argo CD. */
export const platform = {
  /** The repository that Argo CD reads; set it to your own. */
  repository: 'https://github.com/kiosque/kiosque.git',
  /** The branch to deploy. */
  branch: 'main',
  /** The namespace of Argo CD. */
  argoCdNamespace: 'argocd',
  /** The target cluster of all Applications: the one that Argo CD runs in. */
  cluster: 'https://kubernetes.default.svc',
} as const;
