import { printable } from '../../common/logging/printable.ts';
import type { LogAnalysis } from '../../security-log/analysis/log-analysis.ts';
import type { Tally } from '../../security-log/analysis/tally.ts';
import type { Finding } from '../../security-log/findings/finding.ts';

const TOP = 20;
const LISTED = 50;
const EVIDENCE = 3;

/** The analysis as one JSON value. */
export function jsonReport(analysis: LogAnalysis): unknown {
  return {
    from: timeText(analysis.firstTime),
    to: timeText(analysis.lastTime),
    origins: [...analysis.readers].map(([origin, { lines, unreadable, example, format }]) => ({
      origin,
      format,
      lines,
      unreadable,
      example,
    })),
    signIns: {
      failed: analysis.failures.total,
      accepted: analysis.accepted,
      sources: Object.fromEntries(analysis.failures.top()),
      accounts: Object.fromEntries(analysis.accounts.top(1000)),
    },
    viruses: { infected: analysis.viruses.total, signatures: Object.fromEntries(analysis.viruses.top()) },
    findings: analysis.findings(),
    droppedFindings: analysis.dropped,
  };
}

/** The analysis for a person at a terminal. */
export function textReport(analysis: LogAnalysis): string {
  const findings = analysis.findings();
  const attacks = findings.filter(({ level }) => level === 'attack').length;
  return `${[
    `Security report, ${timeText(analysis.firstTime) ?? 'no times'} to ${timeText(analysis.lastTime) ?? 'no times'}`,
    ...origins(analysis),
    '',
    `Findings: ${count(attacks, 'attack')}, ${count(findings.length - attacks, 'attempt')}${analysis.dropped > 0 ? `; ${String(analysis.dropped)} further hits were not kept` : ''}`,
    ...byKind(findings),
    ...findings.slice(0, LISTED).flatMap(describe),
    ...(findings.length > LISTED ? [`… and ${String(findings.length - LISTED)} more: use --json for all of them`] : []),
    ...section(
      `Failed sign-ins: ${String(analysis.failures.total)} from ${count(analysis.failures.size, 'address')}; accepted: ${String(analysis.accepted)}`,
      analysis.failures,
    ),
    ...section('Accounts tried', analysis.accounts),
    ...section(`Infected files: ${String(analysis.viruses.total)}`, analysis.viruses),
  ].join('\n')}\n`;
}

function origins({ readers }: LogAnalysis): readonly string[] {
  return [...readers].flatMap(([origin, { lines, unreadable, example, format }]) => [
    `  ${origin}: ${String(lines)} lines, format ${format ?? 'unknown'}, ${String(unreadable)} unreadable`,
    ...(example === undefined ? [] : [`    first unreadable line: ${printable(example, 120)}`]),
  ]);
}

function byKind(findings: readonly Finding[]): readonly string[] {
  const kinds = Map.groupBy(findings, ({ kind }) => kind);
  return [...kinds].map(([kind, list]) => {
    const sources = new Set(list.map(({ source }) => source)).size;
    const hits = list.reduce((sum, { count }) => sum + count, 0);
    return `  ${kind.padEnd(22)}${count(list.length, 'finding')}, ${count(hits, 'hit')}, ${count(sources, 'source')}`;
  });
}

function describe(finding: Finding): readonly string[] {
  const { kind, level, source, count: hits, score, patterns, reason, users, virus, evidence, first, last } = finding;
  return [
    '',
    `${level.toUpperCase()}  ${kind}  ${printable(source, 120)}  ${count(hits, 'hit')}, score ${score.toFixed(1)}  (${patterns.map((name) => printable(name, 60)).join(', ')})`,
    `  ${timeText(first) ?? ''} to ${timeText(last) ?? ''}${reason === undefined ? '' : `: ${printable(reason, 160)}`}`,
    ...(virus === undefined ? [] : [`  ${printable(virus.path, 300)}: ${printable(virus.signature, 120)}`]),
    ...(users.length === 0
      ? []
      : [
          `  accounts: ${users
            .slice(0, 10)
            .map((name) => printable(name, 40))
            .join(', ')}`,
        ]),
    ...evidence.slice(0, EVIDENCE).map(({ line }) => `    ${printable(line, 200)}`),
  ];
}

function section(title: string, tally: Tally): readonly string[] {
  if (tally.total === 0) return [];
  const rows = tally.top(TOP).map(([name, times]) => `  ${String(times).padStart(8)}  ${printable(name, 80)}`);
  return ['', title, ...rows, ...(tally.size > TOP ? [`            and ${String(tally.size - TOP)} more`] : [])];
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;
}

function timeText(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
