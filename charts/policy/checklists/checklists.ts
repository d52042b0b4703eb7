import type { Checklist } from './answer.ts';
import { azureAndPodSecurity } from './azure-and-pod-security.ts';
import { kubeLinter } from './kube-linter.ts';
import { kubeScore } from './kube-score.ts';

/** Every check of AKS and of two widely used linters, and how Kiosque handles it. */
export const checklists: readonly Checklist[] = [...azureAndPodSecurity, kubeLinter, kubeScore];
