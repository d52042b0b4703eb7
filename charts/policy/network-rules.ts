import type { Loose } from './kubernetes-object.ts';
import { eachOf } from './rule.ts';
import type { Rule } from './rule.ts';

/** Who may connect to whom. */
export const networkRules: readonly Rule[] = [
  {
    name: 'network-policy-peers',
    standards: ['Kiosque'],
    reason: 'Whoever gets into any pod of the cluster reaches it, past the gateway, its limits and its log.',
    fix: 'Name the namespace of the ingress controller, with the labels of its pods, or the subnet of the gateway.',
    check: eachOf('NetworkPolicy', ({ spec }) =>
      ((spec?.['ingress'] ?? []) as Loose[]).flatMap(({ from, ports = [] }) => {
        const peers = (from ?? []) as Loose[];
        const where = (ports as { port?: number }[]).map(({ port }) => String(port)).join(', ') || 'all ports';
        return peers.length === 0 || peers.some(isEverybody) ? [`lets everybody in at ${where}`] : [];
      }),
    ),
  },
];

/** Any address, or pods of any namespace. */
function isEverybody({ ipBlock, namespaceSelector }: Loose): boolean {
  const cidr = (ipBlock as { cidr?: string } | undefined)?.cidr ?? '';
  return cidr.endsWith('/0') || (namespaceSelector !== undefined && isEmpty(namespaceSelector as Loose));
}

function isEmpty({ matchLabels = {}, matchExpressions = [] }: Loose): boolean {
  return Object.keys(matchLabels as object).length + (matchExpressions as unknown[]).length === 0;
}
