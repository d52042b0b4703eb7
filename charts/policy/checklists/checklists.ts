import type { Checklist } from './answer.ts';
import { azureAndPodSecurity } from './azure-and-pod-security.ts';
import { kubeLinter } from './kube-linter.ts';
import { kubeScore } from './kube-score.ts';

/** Every check of the lists that AKS and the two widely used linters go by, and what Kiosque says to it. */
export const checklists: readonly Checklist[] = [...azureAndPodSecurity, kubeLinter, kubeScore];
