import type { k8s } from 'cdk8s-plus-28';
import { k8s as kubernetes } from 'cdk8s-plus-28';
import { mebibytes, millicores } from './rules.ts';
import type { Rules } from './rules.ts';

/** CPU such as `250m`, memory such as `256Mi`, each promised (`request`) and at most (`limit`). */
export interface Resources {
  readonly cpu: { readonly request: string; readonly limit: string };
  readonly memory: { readonly request: string; readonly limit: string };
}

/** What Pod Security "restricted" asks of a pod, for a numeric user. */
export function podSecurity(user: number): k8s.PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** What it asks of each container. */
export function containerSecurity(user: number): k8s.SecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    privileged: false,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
}

/** Requests and limits, the container's own files included. */
export function containerResources({ cpu, memory }: Resources): k8s.ResourceRequirements {
  const amounts = (which: 'request' | 'limit', files: string): Record<string, k8s.Quantity> => ({
    cpu: quantity(cpu[which]),
    memory: quantity(memory[which]),
    'ephemeral-storage': quantity(files),
  });
  return { requests: amounts('request', '64Mi'), limits: amounts('limit', '256Mi') };
}

/** Checks what `containerResources` is given. */
export function checkResources(rules: Rules, { cpu, memory }: Resources): Rules {
  return rules
    .atMost('resources.cpu.request', cpu.request, cpu.limit, millicores, 'resources.cpu.limit')
    .atMost('resources.memory.request', memory.request, memory.limit, mebibytes, 'resources.memory.limit');
}

function quantity(text: string): k8s.Quantity {
  return kubernetes.Quantity.fromString(text);
}
