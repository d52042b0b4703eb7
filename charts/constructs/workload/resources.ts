import { mebibytes, millicores } from '../prop-checks.ts';
import type { PropChecks } from '../prop-checks.ts';

/** CPU such as `250m`, memory such as `256Mi`, each with a guaranteed amount (`request`) and a maximum (`limit`). */
export interface Resources {
  readonly cpu: { readonly request: string; readonly limit: string };
  readonly memory: { readonly request: string; readonly limit: string };
}

/** Checks the units, and that requests do not exceed limits. */
export function checkResources(checks: PropChecks, { cpu, memory }: Resources): PropChecks {
  return checks
    .atMost('resources.cpu.request', cpu.request, cpu.limit, millicores, 'resources.cpu.limit')
    .atMost('resources.memory.request', memory.request, memory.limit, mebibytes, 'resources.memory.limit');
}
