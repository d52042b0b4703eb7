import { environments } from '../../charts/environments/environments.ts';
import { production } from '../../charts/environments/production.ts';
import { checklists } from '../../charts/policy/checklists/checklists.ts';
import type { KubernetesObject } from '../../charts/policy/kubernetes-object.ts';
import { rules } from '../../charts/policy/rules.ts';
import { render } from '../../charts/render.ts';
import { schemaProblems } from '../../charts/schemas/validate.ts';
import { appRoutingExposure } from '../../charts/test/exposures.fixture.ts';
import { misspelt } from '../../charts/test/misspelt.ts';
import { objectsOf } from '../../charts/test/objects.ts';

/** docs/policy.md, from the rules, the checklists, and what the schemas really say. */
export async function policyPage(): Promise<string> {
  return [
    INTRODUCTION,
    '## The rules\n',
    table(
      ['Rule', 'Asked for by', 'Because', 'Fix'],
      rules.map(({ name, standards, reason, fix }) => [`\`${name}\``, standards.join(', '), reason, fix]),
    ),
    '## What the schemas refuse\n',
    'Each kind that the charts can render, as accepted, and with one field misspelt:\n',
    table(['Kind', 'As rendered', 'With this field', 'Refused by'], await schemaRows()),
    '## Checklists of others\n',
    CHECKLISTS,
    ...checklists.flatMap(({ title, answers }) => [
      `### ${title}\n`,
      table(
        ['Check', 'Answer', ''],
        answers.map((answer) => [
          `\`${answer.name}\``,
          answer.status,
          answer.status === 'enforced' ? answer.rules.map((rule) => `\`${rule}\``).join(', ') : answer.why,
        ]),
      ),
    ]),
  ].join('\n');
}

const INTRODUCTION = `# Policy

What is held against every manifest before it reaches a cluster. \`npm run policy\` checks \`dist/\`; \`npm run policy -- <directory>\`
checks any folder of YAML, where what lies in one folder is taken to be applied together. It prints each finding with its reason and its
fix, and ends with exit code 1 when there is one.

- **Schemas** (\`charts/schemas/\`, rule \`schema\`): every object is held against the published shape of Kubernetes 1.34 and 1.36 and of the
  custom resources; a field that is not known is an error. A field of a stable API that both versions have is also in 1.35: such fields are
  not removed. Patterns and ranges are checked with validators that were compiled from the published schemas. \`npm run schemas\` makes the
  schemas anew from the packages named in \`charts/schemas/update.ts\`.
- **Rules** (\`charts/policy/\`): data, a few lines each, with a name, a reason and a fix. To add one, add it to its file and a manifest that
  breaks it to \`charts/test/violations.fixture.ts\`: a rule that nothing breaks fails the tests. Then run \`npm run docs:policy\`.

This page is written by \`npm run docs:policy\`.
`;

const CHECKLISTS = `\`enforced\` names the rules that make the same check. The other answers say why none is needed, and are held against every object that is
rendered for any environment: \`charts/policy/checklists/\` has what would contradict each, \`charts/test/contradictions.fixture.ts\` an object that does.
`;

async function schemaRows(): Promise<string[][]> {
  const variants = [
    ...objectsOf(render(environments)),
    ...objectsOf(
      render([
        { ...production, exposure: appRoutingExposure, secrets: 'key-vault-csi', monitoring: 'prometheus-operator' },
      ]),
    ),
  ].map(({ object }) => object);
  const kinds = Map.groupBy(variants, ({ apiVersion, kind }: KubernetesObject) => `${apiVersion} ${kind}`);
  return Promise.all(
    [...kinds]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(async ([name, [object]]) => {
        if (object === undefined) throw new Error(name);
        const wrong = misspelt(object);
        const accepted = (await schemaProblems(object)).length === 0 ? 'accepted' : 'refused';
        return [name, accepted, `\`${wrong.field}\``, refusedBy(await schemaProblems(wrong.object))];
      }),
  );
}

/** The schemas that a problem names at its end: `... is not a known field (Kubernetes 1.34, Kubernetes 1.36)`. */
function refusedBy(problems: readonly string[]): string {
  return problems.map((problem) => /\(([^()]*)\)$/.exec(problem)?.[1] ?? problem).join(', ') || 'nothing';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
