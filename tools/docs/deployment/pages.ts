import { environments } from '../../../charts/environments/environments.ts';
import { render } from '../../../charts/render.ts';
import { RISKS } from '../../risks/risks.ts';
import { table } from '../markdown-table.ts';
import { availabilityPage } from './availability.ts';
import { deployedOf } from './deployed.ts';
import type { Deployed } from './deployed.ts';
import { environmentPage } from './environment-page.ts';
import { installationPage } from './installation-page.ts';
import { GENERATED, versionsPage } from './versions.ts';
import type { Pins } from './versions.ts';

/** Returns the pages of docs/deployment/ by file name. */
export function deploymentPages(pins: Pins): ReadonlyMap<string, string> {
  const manifests = render(environments);
  const deployed = environments.map((environment) => deployedOf(environment, manifests));
  return new Map([
    ['README.md', indexPage(deployed)],
    ...deployed.flatMap((each) => [
      [`${each.environment.name}.md`, environmentPage(each)] as const,
      [`installation-${each.environment.name}.md`, installationPage(each)] as const,
    ]),
    ['versions.md', versionsPage(deployed, pins)],
    ['availability.md', availabilityPage(deployed, RISKS)],
  ]);
}

function indexPage(deployed: readonly Deployed[]): string {
  return [
    '# What is deployed\n',
    `Rendered from \`charts/environments\` like the manifests in \`dist/\`; CI fails if they differ. ${GENERATED}\n`,
    table(
      ['Environment', 'Address', 'Diagrams, addresses, flow matrix, sizing', 'Installation'],
      deployed.map(({ environment: { name, host } }) => [
        ...[name, `<https://${host}>`],
        ...[`[${name}.md](${name}.md)`, `[installation-${name}.md](installation-${name}.md)`],
      ]),
    ),
    'For all environments: [versions](versions.md), [availability and failure modes](availability.md), and',
    '[what the installation pages leave out](../installation.md).\n',
  ].join('\n');
}
