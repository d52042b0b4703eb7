import { table } from '../../docs/markdown-table.ts';
import type { Finding, Judgement } from './findings.ts';
import { severity } from './report.ts';
import type { Report } from './report.ts';

/** Returns the Markdown of the job summary and of the pull request. */
export function summaryOf(
  reports: readonly { readonly report: Report; readonly findings: readonly Finding[] }[],
  { blocking, accepted }: Judgement,
): string {
  const counts = reports.map(({ report, findings }) => [
    code(report.ArtifactName),
    report.Metadata.ImageConfig.architecture,
    ...severity.options.map((level) => String(findings.filter((found) => found.severity === level).length)),
  ]);
  const lines = [table(['Image', 'Platform', 'Critical', 'High', 'Medium', 'Low', 'Unknown'], counts)];
  if (blocking.length === 0) lines.push('No finding blocks.\n');
  else
    lines.push(
      `**Blocking findings: ${String(blocking.length)}**\n`,
      table(['Finding', 'Severity', 'Package or file', 'Installed', 'Fixed', 'Where', 'Note'], blocking.map(rowOf)),
    );
  if (accepted.length > 0)
    lines.push(
      `Accepted findings: ${String(accepted.length)}\n`,
      table(['Finding', 'Severity', 'Package or file', 'Until', 'Reason', 'Where'], accepted.map(acceptedRowOf)),
    );
  return lines.join('\n');
}

/** A line for the terminal. */
export function lineOf(finding: Judgement['blocking'][number]): string {
  const { id, severity: level, subject, installed, fixed, where, note } = finding;
  const versions = installed === '' ? '' : ` ${installed}, fixed in ${fixed}`;
  return printable(`${level} ${id}: ${subject}${versions}, in ${where}${note === '' ? '' : ` (${note})`}`);
}

function rowOf(finding: Judgement['blocking'][number]): string[] {
  const { id, severity: level, subject, installed, fixed, where, note } = finding;
  return [code(id), level, code(subject), code(installed), code(fixed), code(where), note];
}

function acceptedRowOf(finding: Judgement['accepted'][number]): string[] {
  const { id, severity: level, subject, where, acceptance } = finding;
  return [code(id), level, code(subject), acceptance.until, acceptance.reason, code(where)];
}

/** The scanner copies names from the image, which may contain anything. */
function code(text: string): string {
  return text === '' ? '' : `\`${printable(text).replaceAll('`', "'")}\``;
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
