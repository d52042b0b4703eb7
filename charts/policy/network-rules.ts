import type { Loose } from './kubernetes-object.ts';
import { eachOf } from './rule.ts';
import type { Rule } from './rule.ts';

/** Rules on allowed connections. */
export const networkRules: readonly Rule[] = [
  {
    name: 'network-policy-peers',
    standards: ['Kiosque'],
    reason: 'Any compromised pod in the cluster can connect to it, bypassing the gateway with its limits and logs.',
    fix: 'Specify the namespace of the ingress controller and the labels of its pods, or the subnet of the gateway.',
    check: eachOf('NetworkPolicy', ({ spec }) =>
      ((spec?.['ingress'] ?? []) as Loose[]).flatMap(({ from, ports = [] }) => {
        const peers = (from ?? []) as Loose[];
        const where = (ports as { port?: number }[]).map(({ port }) => String(port)).join(', ') || 'all ports';
        return peers.length === 0 || peers.some(isAnywhere) ? [`allows connections from anywhere to ${where}`] : [];
      }),
    ),
  },
];

/** Whether a peer is any address, or pods of any namespace. */
function isAnywhere({ ipBlock, namespaceSelector }: Loose): boolean {
  const cidr = (ipBlock as { cidr?: string } | undefined)?.cidr ?? '';
  return cidr.endsWith('/0') || (namespaceSelector !== undefined && isEmpty(namespaceSelector as Loose));
}

function isEmpty({ matchLabels = {}, matchExpressions = [] }: Loose): boolean {
  return Object.keys(matchLabels as object).length + (matchExpressions as unknown[]).length === 0;
}
