/** What all environments share: where this repository is, and who delivers from it. */
export const platform = {
  /** The repository that Argo CD reads; set it to your own. */
  repository: 'https://github.com/kiosque/kiosque.git',
  /** The branch that is delivered. */
  branch: 'main',
  /** The namespace Argo CD runs in. */
  argoCdNamespace: 'argocd',
  /** Where all Applications are applied: the cluster Argo CD itself runs in. */
  cluster: 'https://kubernetes.default.svc',
} as const;
