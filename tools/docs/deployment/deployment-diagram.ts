import type { Deployed } from './deployed.ts';
import { groupNode } from './flow-diagrams.ts';
import { grouped } from './groups.ts';
import type { Grouped } from './groups.ts';
import { flowchart } from './mermaid.ts';
import type { Edge, Node } from './mermaid.ts';
import { perPod, volumesOf } from './workloads.ts';

const CLUSTER = 'cluster';
const NODES = 'nodes';

/** Returns where an environment runs: the cluster, the namespace, its workloads with their size, and what fills them. */
export function deploymentDiagram(deployed: Deployed): string {
  const { environment } = deployed;
  const { cluster, namespace } = environment;
  const all = grouped(deployed);
  const volumes = volumeNodes(all);
  const delivery = deliveryOf(deployed, all);
  return flowchart({
    direction: 'LR',
    nodes: delivery.outside,
    groups: [
      {
        name: CLUSTER,
        title: `cluster ${cluster.name}: ${cluster.cpu} CPU, ${cluster.memory} of memory, ${String(cluster.pods)} pods`,
        nodes: delivery.inCluster,
        groups: [
          {
            name: namespace,
            title: `namespace ${namespace}`,
            direction: 'LR',
            nodes: [...all.groups.map((group) => groupNode(group, sizeOf(group))), ...volumes.map(({ node }) => node)],
          },
        ],
      },
    ],
    edges: [...delivery.edges, ...volumes.map(({ edge }) => edge)],
  });
}

function sizeOf({ members, replicas }: Grouped['groups'][number]): string[] {
  const [first] = members;
  if (first === undefined) return [];
  const each = members.length > 1 ? ' each' : '';
  const pods = first.schedule === undefined ? `pods: ${replicas}${each}` : `at ${first.schedule}`;
  return [first.kind, pods, `CPU ${perPod(first, 'cpu')}`, `memory ${perPod(first, 'memory')}`];
}

function volumeNodes({ groups }: Grouped): { node: Node; edge: Edge }[] {
  return groups.flatMap(({ name, members }) =>
    members.flatMap(({ object }) =>
      volumesOf(object).map((volume) => {
        const node: Node = { name: `volume ${volume}`, lines: [`volume ${volume}`], shape: 'store' };
        return { node, edge: { from: name, to: node.name, label: 'writes' } };
      }),
    ),
  );
}

/** Returns what brings manifests, images, secrets and requests to the namespace. */
function deliveryOf({ environment, objects, application }: Deployed, { outside }: Grouped) {
  const { namespace, host } = environment;
  const found = (name: string): Node[] =>
    outside
      .filter((each) => each.name === name)
      .map(({ addresses }) => ({ name, lines: [name, ...addresses], shape: 'outside' }));
  const [registry, vault, gateway] = [found('registry'), found('vault'), found('gateway')];
  const operators: Node[] = found('External Secrets').map((node) => ({ ...node, shape: 'box' }));
  const secrets = objects.filter(({ kind }) => kind === 'ExternalSecret').length;
  const { source, syncPolicy } = application?.spec ?? {};
  const git: Node[] =
    application === undefined
      ? []
      : [{ name: 'repository', lines: ['Git repository', source.repoURL], shape: 'outside' }];
  const argoCd: Node[] = application === undefined ? [] : [{ name: 'Argo CD', lines: ['Argo CD'] }];
  const sync = syncPolicy?.automated === undefined ? 'synced manually' : 'synced automatically';
  const edges: Edge[] = [
    ...git.map(({ name }) => ({ from: name, to: 'Argo CD', label: `${source.path} of ${source.targetRevision}` })),
    ...argoCd.map(({ name }) => ({ from: name, to: namespace, label: sync })),
    ...registry.map(({ name }) => ({ from: name, to: NODES, label: 'images' })),
    { from: NODES, to: namespace, label: 'run the pods' },
    ...vault.flatMap(({ name }) => operators.map((operator) => ({ from: name, to: operator.name, label: 'secrets' }))),
    ...operators.map(({ name }) => ({ from: name, to: namespace, label: `${String(secrets)} Secrets` })),
    ...gateway.map(({ name }) => ({ from: name, to: namespace, label: `requests to ${host}` })),
  ];
  return {
    outside: [...gateway, ...git, ...registry, ...vault],
    inCluster: [...argoCd, ...operators, { name: NODES, lines: [NODES] }],
    edges,
  };
}
