import { clusterRules } from './cluster-rules.ts';
import { deploymentSafeguardRules } from './deployment-safeguards.ts';
import { exposureRules } from './exposure-rules.ts';
import { podSecurityRules } from './pod-security.ts';
import { relationRules } from './relation-rules.ts';
import type { Rule } from './rule.ts';
import { workloadRules } from './workload-rules.ts';

/** Every rule, in the order of docs/policy.md. */
export const rules: readonly Rule[] = [
  ...podSecurityRules,
  ...deploymentSafeguardRules,
  ...workloadRules,
  ...relationRules,
  ...exposureRules,
  ...clusterRules,
];
