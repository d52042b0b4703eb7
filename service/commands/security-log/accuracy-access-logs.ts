import { analyseText, jsonOf, share, shortened, textOf } from './accuracy-figures.ts';
import type { Figures } from './accuracy-figures.ts';

interface BenignAnswers {
  readonly probe_line_numbers: Readonly<Record<string, readonly number[]>>;
  readonly spam_line_numbers?: readonly number[];
  readonly probes_by_client: readonly (readonly [address: string, probes: number])[];
}

interface AttackAnswers {
  readonly attackers: readonly string[];
  readonly indicator_line_numbers: Readonly<Record<string, readonly number[]>>;
}

/** The log of a public site without attacks: no finding but the probes that are listed. */
export async function benign(directory: string): Promise<Figures | undefined> {
  const log = await textOf(directory, 'apache-benign.log');
  const answers = await jsonOf<BenignAnswers>(directory, 'apache-benign.expected.json');
  if (log === undefined || answers === undefined) return undefined;
  const { analysis, results } = analyseText(log);
  const probes = new Set(Object.values(answers.probe_line_numbers).flat());
  const clients = new Set(answers.probes_by_client.map(([client]) => client));
  const findings = analysis.findings();
  // The annotations leave open whether spam is reported.
  const spammers = new Set((answers.spam_line_numbers ?? []).map((line) => results[line - 1]?.event?.client));
  const wrong = findings.filter(
    ({ source, kind }) => !spammers.has(source) && (!clients.has(source) || kind !== 'probe'),
  );
  const isProbe = (line: number): boolean => results[line - 1]?.hits.some(({ kind }) => kind === 'probe') ?? false;
  const strong = results.filter(({ hits }, at) => hits.some(({ weight }) => weight >= 0.5) && !probes.has(at + 1));
  return {
    name: 'benign access log',
    isMet: wrong.length === 0,
    figures: {
      lines: results.length,
      findings: findings.length,
      'findings other than the listed probes': wrong.length,
      'listed probes recognised': `${String([...probes].filter(isProbe).length)} of ${String(probes.size)}`,
      'clients of probes with a finding': `${String([...clients].filter((client) => findings.some(({ source }) => source === client)).length)} of ${String(clients.size)}`,
      'other lines with a strong hit': strong.length,
    },
    misses: wrong.map(({ kind, source, evidence }) => shortened(`${kind} ${source}: ${evidence[0]?.line ?? ''}`)),
  };
}

/** The log of one scanner and nothing else: that one attacker. */
export async function acunetix(directory: string): Promise<Figures | undefined> {
  const log = await textOf(directory, 'acunetix.log');
  const answers = await jsonOf<AttackAnswers>(directory, 'acunetix.expected.json');
  if (log === undefined || answers === undefined) return undefined;
  const { analysis, results } = analyseText(log);
  const sources = new Set(analysis.findings().map(({ source }) => source));
  const wrong = [...sources].filter((source) => !answers.attackers.includes(source));
  const missed = answers.attackers.filter((attacker) => !sources.has(attacker));
  const lines = [...new Set(Object.values(answers.indicator_line_numbers).flat())];
  const silent = lines.filter((line) => results[line - 1]?.hits.length === 0);
  return {
    name: 'log of a scanner',
    isMet: wrong.length === 0 && missed.length === 0,
    figures: {
      'attackers found': `${String(answers.attackers.length - missed.length)} of ${String(answers.attackers.length)}`,
      'others reported': wrong.length,
      'lines with a payload recognised': `${String(lines.length - silent.length)} of ${String(lines.length)} (${String(share(lines.length - silent.length, lines.length))})`,
      'findings by kind': analysis
        .findings()
        .map(({ kind, level, count }) => `${kind} (${level}, ${String(count)})`)
        .join(', '),
    },
    misses: silent.map((line) => `line ${String(line)} has no hit`),
  };
}

/** Odd but harmless logs: nothing is reported, nothing fails. */
export async function harmless(directory: string): Promise<Figures | undefined> {
  const odd = Object.keys((await jsonOf<Readonly<Record<string, unknown>>>(directory, 'lnav/expected.json')) ?? {});
  const names = ['nginx-odd.log', 'ingress-nginx.log', ...odd.map((name) => `lnav/${name}`)];
  const misses: string[] = [];
  let lines = 0;
  let unreadable = 0;
  for (const name of names) {
    const log = await textOf(directory, name);
    if (log === undefined) continue;
    const { analysis, results } = analyseText(log);
    lines += results.length;
    unreadable += analysis.reader('file').unreadable;
    misses.push(...analysis.findings().map(({ kind, source }) => shortened(`${name}: ${kind} ${source}`)));
  }
  if (lines === 0) return undefined;
  return {
    name: 'odd logs',
    isMet: misses.length === 0,
    figures: { lines, unreadable, findings: misses.length },
    misses,
  };
}
