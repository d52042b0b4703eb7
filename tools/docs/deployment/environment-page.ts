import { addresses } from './addresses.ts';
import { contextDiagram } from './context-diagram.ts';
import type { Deployed } from './deployed.ts';
import { deploymentDiagram } from './deployment-diagram.ts';
import { containersDiagram, incomingDiagram, outgoingDiagram } from './flow-diagrams.ts';
import { flowMatrix } from './flow-matrix.ts';
import { sizing } from './sizing.ts';
import { GENERATED } from './versions.ts';

/** Returns the page of an environment: diagrams, addresses, flow matrix and sizing. */
export function environmentPage(deployed: Deployed): string {
  const { environment, objects } = deployed;
  return [
    `# ${environment.name}\n`,
    `What \`dist/${environment.name}\` deploys. ${GENERATED}\n`,
    '## Context\n',
    contextDiagram(deployed),
    '## Containers\n',
    'Hexagons are outside the namespace. Workloads that differ only in their names are shown as one. Arrows to hosts outside the',
    'cluster are labelled with ports.\n',
    containersDiagram(deployed),
    '## Deployment\n',
    deploymentDiagram(deployed),
    '## Network\n',
    'What may connect to the pods. Ports are TCP, except where another protocol follows.\n',
    incomingDiagram(deployed),
    'What the pods may connect to, and what the platform connects to for them:\n',
    outgoingDiagram(deployed),
    '## Addresses\n',
    addresses(deployed),
    '## Flow matrix\n',
    'Every connection to and from the pods that is allowed, from the side that opens it; NetworkPolicies refuse the others. Between two pods, those of',
    'both must allow it. The flows of clients, nodes and External Secrets do not depend on them. The port is that of the pods; programs in the cluster',
    'use the one of the Service.\n',
    flowMatrix(objects, environment.ticketQueues.names),
    '## Sizing\n',
    sizing(deployed),
  ].join('\n');
}
