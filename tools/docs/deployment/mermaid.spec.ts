import { describe, expect, it } from '@jest/globals';
import { flowchart } from './mermaid.ts';

describe(flowchart.name, () => {
  it('should render nodes, nested groups and arrows, with identifiers that no keyword of Mermaid can be', () => {
    const text = flowchart({
      direction: 'LR',
      nodes: [{ name: 'end', lines: ['end', '"a" <b> #1'], shape: 'person' }],
      groups: [
        {
          name: 'outer',
          title: 'outer',
          nodes: [],
          groups: [
            {
              name: 'inner',
              title: 'inner',
              direction: 'TB',
              nodes: [{ name: 'store', lines: ['store'], shape: 'store' }],
            },
          ],
        },
      ],
      edges: [{ from: 'end', to: 'inner', label: '80, 443' }],
    });
    expect(text).toBe(
      [
        '```mermaid',
        'flowchart LR',
        '  n0(["end<br/>#quot;a#quot; #lt;b#gt; #35;1"])',
        '  subgraph n1["outer"]',
        '    subgraph n2["inner"]',
        '      direction TB',
        '      n3[("store")]',
        '    end',
        '  end',
        '  n0 -->|"80, 443"| n2',
        '```',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [
      'an arrow to nothing',
      [{ from: 'a', to: 'b', label: '' }],
      [],
      'the diagram has an arrow to "b", which is not a node.',
    ],
    ['a repeated name', [], [{ name: 'a', title: 'a', nodes: [] }], 'the diagram has two nodes named "a".'],
  ])('should refuse %s', (_, edges, groups, message) => {
    const nodes = [{ name: 'a', lines: ['a'] }];
    expect(() => flowchart({ direction: 'LR', nodes, groups, edges })).toThrow(new Error(message));
  });
});
