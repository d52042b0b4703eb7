/** A node of a flowchart. */
export interface Node {
  readonly name: string;
  /** Lines of its label; those longer than about 25 characters are wrapped. */
  readonly lines: readonly string[];
  readonly shape?: 'box' | 'person' | 'store' | 'outside';
}

/** A group with a frame and a title, which can contain others. */
export interface Group {
  readonly name: string;
  readonly title: string;
  readonly nodes: readonly Node[];
  readonly groups?: readonly Group[];
  /** How its nodes are laid out if no arrow crosses its frame. @default that of Mermaid */
  readonly direction?: 'LR' | 'TB';
}

/** An arrow between two nodes or groups, by name. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** A flowchart of Mermaid. */
export interface Flowchart {
  readonly direction: 'LR' | 'TB';
  readonly nodes: readonly Node[];
  readonly groups: readonly Group[];
  readonly edges: readonly Edge[];
}

const SHAPES = { box: ['[', ']'], person: ['([', '])'], store: ['[(', ')]'], outside: ['{{', '}}'] } as const;

/**
 * Returns a fenced Markdown block with the flowchart; https://mermaid.js.org/syntax/flowchart.html
 *
 * @throws Error if two nodes have the same name, or an arrow refers to a name that does not exist.
 */
export function flowchart({ direction: main, nodes, groups, edges }: Flowchart): string {
  const names = [...nodes.map(({ name }) => name), ...groups.flatMap(namesIn)];
  const ids = new Map(names.map((name, index) => [name, `n${String(index)}`]));
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`the diagram has two nodes named ${JSON.stringify(repeated)}.`);
  const id = (name: string): string => {
    const found = ids.get(name);
    if (found === undefined)
      throw new Error(`the diagram has an arrow to ${JSON.stringify(name)}, which is not a node.`);
    return found;
  };
  const node = ({ name, lines, shape = 'box' }: Node): string =>
    `  ${id(name)}${SHAPES[shape][0]}"${lines.map(escaped).join('<br/>')}"${SHAPES[shape][1]}`;
  const group = ({ name, title, nodes: own, groups: inner = [], direction }: Group): string[] => [
    `subgraph ${id(name)}["${escaped(title)}"]`,
    ...(direction === undefined ? [] : [`  direction ${direction}`]),
    ...own.map(node),
    ...inner.flatMap(group).map((line) => `  ${line}`),
    'end',
  ];
  const lines = [
    ...nodes.map(node),
    ...groups.flatMap(group).map((line) => `  ${line}`),
    ...edges.map(({ from, to, label }) => `  ${id(from)} -->|"${escaped(label)}"| ${id(to)}`),
  ];
  return ['```mermaid', `flowchart ${main}`, ...lines, '```', ''].join('\n');
}

function namesIn({ name, nodes, groups = [] }: Group): string[] {
  return [name, ...nodes.map((node) => node.name), ...groups.flatMap(namesIn)];
}

/** Mermaid reads labels as HTML, with entities that begin with `#`. */
function escaped(text: string): string {
  return text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;');
}
