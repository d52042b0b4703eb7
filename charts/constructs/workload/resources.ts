import { k8s } from 'cdk8s-plus-28';
import { mebibytes, millicores } from '../prop-checks.ts';
import type { PropChecks } from '../prop-checks.ts';

/** CPU such as `250m`, memory such as `256Mi`, each promised (`request`) and at most (`limit`). */
export interface Resources {
  readonly cpu: { readonly request: string; readonly limit: string };
  readonly memory: { readonly request: string; readonly limit: string };
}

/** Requests and limits of a container, its own files included. */
export function containerResources({ cpu, memory }: Resources): k8s.ResourceRequirements {
  const amounts = (which: 'request' | 'limit', files: string): Record<string, k8s.Quantity> => ({
    cpu: k8s.Quantity.fromString(cpu[which]),
    memory: k8s.Quantity.fromString(memory[which]),
    'ephemeral-storage': k8s.Quantity.fromString(files),
  });
  return { requests: amounts('request', '64Mi'), limits: amounts('limit', '256Mi') };
}

/** Checks what `containerResources` is given. */
export function checkResources(checks: PropChecks, { cpu, memory }: Resources): PropChecks {
  return checks
    .atMost('resources.cpu.request', cpu.request, cpu.limit, millicores, 'resources.cpu.limit')
    .atMost('resources.memory.request', memory.request, memory.limit, mebibytes, 'resources.memory.limit');
}
