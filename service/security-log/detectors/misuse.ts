import type { KiosqueEvent, KubernetesEvent } from '../events/log-event.ts';
import { detector } from './detector.ts';
import type { Hit } from './detector.ts';

/** Weights of what Kiosque refused: one may be an old bookmark or a key that was revoked. */
const REFUSALS: readonly (readonly [event: RegExp, pattern: string, weight: number])[] = [
  [/^(?:sign-in|key)-refused$/, 'key', 0.2],
  [/^ticket-/, 'ticket', 0.2],
  [/^device-/, 'device', 0.2],
];
const REFUSED = /refused|denied|forbidden|unauthorized|invalid|unknown|failed/i;

const SENSITIVE =
  /^(?:secrets|serviceaccounts\/token|pods\/(?:exec|attach|portforward)|nodes\/proxy|(?:cluster)?roles?(?:bindings?)?)$/;

/** Misuse of Kiosque's keys, tickets and devices, and of the API of Kubernetes. */
export const misuse = detector<'kiosque' | 'kubernetes'>({
  name: 'misuse',
  kinds: ['misuse'],
  events: ['kiosque', 'kubernetes'],
  detect: (event, { client }) => {
    const hit = event.kind === 'kiosque' ? ofKiosque(event) : ofKubernetes(event);
    if (hit === undefined) return undefined;
    client.add('refused', event.count);
    return [hit];
  },
});

function ofKiosque({ event, outcome, count }: KiosqueEvent): Hit | undefined {
  if (!REFUSED.test(outcome) && !REFUSED.test(event)) return undefined;
  const [, pattern, weight] = REFUSALS.find(([known]) => known.test(event)) ?? [undefined, 'refused', 0.1];
  return { kind: 'misuse', pattern, weight, count };
}

function ofKubernetes({ user, isAllowed, resource, verb, count }: KubernetesEvent): Hit | undefined {
  const isAnonymous = user === 'system:anonymous' || user === 'system:unauthenticated';
  const isSensitive = SENSITIVE.test(resource);
  if (!isAllowed)
    return { kind: 'misuse', pattern: isAnonymous ? 'anonymous' : 'forbidden', weight: isSensitive ? 0.5 : 0.2, count };
  if (!isAnonymous || !isSensitive) return undefined;
  return {
    kind: 'misuse',
    pattern: 'anonymous',
    weight: 1,
    count,
    success: `${verb} ${resource} was allowed without a credential`,
  };
}
