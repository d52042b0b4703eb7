import { ACCEPTED_FINDINGS } from './accepted-findings.ts';
import type { Evidence } from './risk.ts';
import { RISKS } from './risks.ts';

const HEAD = `# Risks and measures

Generated from \`tools/risks/risks.ts\` by \`npm run docs:risks\`. CI fails if a rule, test or file named here does not exist. The assets are those of
[security.md](security.md#assets).

| Asset | Threat | Measure | Enforced by | Owner | Due or reviewed | State |
| --- | --- | --- | --- | --- | --- | --- |
`;

/** Returns the Markdown of docs/risks.md. */
export function risksPage(): string {
  const rows = RISKS.map(({ asset, threat, measure, evidence, owner, due, state }) => {
    const enforced = evidence.length === 0 ? '–' : evidence.map(textOf).join('; ');
    return `| ${[asset, threat, measure, enforced, owner, due, state].join(' | ')} |`;
  });
  return `${HEAD}${rows.join('\n')}\n\n${acceptedFindings()}`;
}

function acceptedFindings(): string {
  const rows = ACCEPTED_FINDINGS.map(
    ({ id, subject, reason, owner, until }) => `| ${[id, subject, reason, owner, until].join(' | ')} |`,
  );
  const head = ['| Finding | Package or file | Reason | Owner | Until |', '| --- | --- | --- | --- | --- |'];
  return `## Accepted findings

Findings of the image scanner that do not block until their date, from \`tools/risks/accepted-findings.ts\`. After it, they block again.

${rows.length === 0 ? 'There are none.' : [...head, ...rows].join('\n')}
`;
}

function textOf(evidence: Evidence): string {
  if ('rule' in evidence) return `rule [${evidence.rule}](policy.md)`;
  return 'spec' in evidence ? `\`${evidence.spec}\`` : `\`${evidence.contains}\` in \`${evidence.file}\``;
}
