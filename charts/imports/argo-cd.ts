/** Argo CD (argoproj.io/v1alpha1), https://argo-cd.readthedocs.io. */
export type { IApplication as Application } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
export type { IAppProject as AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
