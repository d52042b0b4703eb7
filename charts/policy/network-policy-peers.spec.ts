import { describe, expect, it } from '@jest/globals';
import { object, problems } from '../test/rule-problems.fixture.ts';

describe('network-policy-peers', () => {
  const anywhere = (where: string): string[] => [`allows connections from anywhere to ${where}`];
  const labels = { matchLabels: { app: 'traefik' } };

  it.each<[object, readonly string[]]>([
    [{}, anywhere('all ports')],
    [{ from: [] }, anywhere('all ports')],
    [{ from: [], ports: [{ port: 80 }, { port: 81 }] }, anywhere('80, 81')],
    [{ from: [{ podSelector: {} }] }, []],
    [{ from: [{ namespaceSelector: labels }] }, []],
    [{ from: [{ namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } }] }, []],
    [{ from: [{ namespaceSelector: { ...labels, matchExpressions: [{ key: 'a', operator: 'Exists' }] } }] }, []],
    [{ from: [{ namespaceSelector: {} }] }, anywhere('all ports')],
    [
      { from: [{ namespaceSelector: { matchLabels: {}, matchExpressions: [] }, podSelector: labels }] },
      anywhere('all ports'),
    ],
    [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }, []],
    [{ from: [{ ipBlock: {} }] }, []],
    [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }, { ipBlock: { cidr: '::/0' } }] }, anywhere('all ports')],
  ])('should find in %j: %j', (rule, expected) => {
    const other = { from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] };
    const checked = object('NetworkPolicy', { spec: { ingress: [rule, other] } });
    expect(problems('network-policy-peers', checked)).toEqual(expected);
  });

  it('should accept a policy without ingress rules, which allows nothing', () => {
    expect(problems('network-policy-peers', object('NetworkPolicy'))).toEqual([]);
    expect(problems('network-policy-peers', object('NetworkPolicy', { spec: {} }))).toEqual([]);
  });
});
