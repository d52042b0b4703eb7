import { neighbours } from '../kubernetes-object.ts';
import { each, eachContainer, eachPod } from '../rule.ts';
import type { Check } from '../rule.ts';
import { limitsAtRequests } from './contradictions.ts';

/** The answer to checks of container ports. */
export const PORTS = 'Ports are 3000 and 9464 (service/contract.ts) and 6379 (Redis), all named.';

const KNOWN_PORTS = [3000, 9464, 6379];

/** Ports not listed in `PORTS`. */
export const otherPorts = eachContainer(({ ports = [] }) => {
  const others = ports.filter(({ containerPort, name }) => !KNOWN_PORTS.includes(containerPort) || name === undefined);
  return others.length > 0 && `has the port ${others.map(({ containerPort }) => String(containerPort)).join(', ')}`;
});

/** The answer to checks of the number of replicas. */
export const REPLICAS =
  'Autoscalers set it: in production, at least three content pods and two pods per queue; other environments run fewer on purpose.';

/** Autoscalers in production with a lower minimum than `REPLICAS`, and Deployments that set replicas. */
export const fewReplicas = each(({ kind, spec, metadata }) => {
  if (kind === 'Deployment') return spec?.['replicas'] !== undefined && 'sets replicas';
  if (kind !== 'HorizontalPodAutoscaler' || metadata.namespace !== 'kiosque-production') return false;
  const given = Number(spec?.['minReplicas'] ?? 1);
  return given < (metadata.name === 'content' ? 3 : 2) && `has a minimum of ${String(given)}`;
});

/** The answer to checks that limits equal requests. */
export const BURST = 'Limits exceed requests on purpose: a pod may burst, and the namespace quota limits both totals.';

/** Limits that allow no burst, and namespaces whose quota does not cover these resources. */
export function noBurst(...resources: readonly string[]): Check {
  const bounds = resources.flatMap((resource) => [`requests.${resource}`, `limits.${resource}`]);
  const atRequests = limitsAtRequests(...resources);
  return eachPod((_, object, all) => {
    const quotas = neighbours(object, all, 'ResourceQuota');
    const hard = quotas.flatMap(({ spec }) => Object.keys(spec?.['hard'] as object));
    const open = bounds.filter((bound) => !hard.includes(bound));
    return [...atRequests(object, all), ...open.map((bound) => `is in a namespace without a quota for ${bound}`)];
  });
}
