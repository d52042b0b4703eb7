import { neighbours, podTemplateOf, subjectOf } from '../kubernetes-object.ts';
import type { Contradictions } from './answer.ts';
import { eachContainer, limitsAtRequests } from './contradictions.ts';

/** To whoever looks at ports of containers. */
export const PORTS = 'Ports are 3000 and 9464 of service/contract.ts, and 6379 of Redis, all named.';

const KNOWN_PORTS = [3000, 9464, 6379];

/** Ports that are not those of `PORTS`. */
export const otherPorts = eachContainer(({ ports = [] }) => {
  const others = ports.filter(({ containerPort, name }) => !KNOWN_PORTS.includes(containerPort) || name === undefined);
  return others.length > 0 && `has the port ${others.map(({ containerPort }) => String(containerPort)).join(', ')}`;
});

/** To whoever asks for a number of replicas. */
export const REPLICAS =
  'Autoscalers set it: in production at least three pods of the content and two of each queue; other environments run fewer on purpose.';

/** Autoscalers of production that go below `REPLICAS`, and replicas that a Deployment sets itself. */
export const fewReplicas: Contradictions = (objects) =>
  objects.flatMap((object) => {
    const { kind, spec, metadata } = object;
    if (kind === 'Deployment' && spec?.['replicas'] !== undefined) return [`${subjectOf(object)} sets replicas`];
    if (kind !== 'HorizontalPodAutoscaler' || metadata.namespace !== 'kiosque-production') return [];
    const least = metadata.name === 'content' ? 3 : 2;
    const given = Number(spec?.['minReplicas'] ?? 1);
    return given < least ? [`${subjectOf(object)} runs ${String(given)} at least`] : [];
  });

/** To whoever wants limits to be what is requested. */
export const BURST =
  'Limits are above requests on purpose: a pod may burst, and the quota of the namespace bounds both sums.';

/** Limits that allow no burst, and namespaces whose quota leaves a sum open. */
export function noBurst(...resources: readonly string[]): Contradictions {
  const bounds = resources.flatMap((resource) => [`requests.${resource}`, `limits.${resource}`]);
  return (objects) => {
    const open = objects.filter((object) => {
      const hard = neighbours(object, objects, 'ResourceQuota').flatMap(({ spec }) =>
        Object.keys(spec?.['hard'] as object),
      );
      return podTemplateOf(object) !== undefined && !bounds.every((bound) => hard.includes(bound));
    });
    return [
      ...limitsAtRequests(...resources)(objects),
      ...open.map((object) => `${subjectOf(object)} is in a namespace without a quota of ${bounds.join(', ')}`),
    ];
  };
}
