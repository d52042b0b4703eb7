import { analyseText, jsonOf, textOf } from './accuracy-figures.ts';
import type { Figures } from './accuracy-figures.ts';

interface SshdAnswers {
  readonly failed_password_attempts: number;
  readonly failed_password_attempts_for_invalid_users: number;
  readonly attempts_by_ip: readonly (readonly [address: string, attempts: number])[];
  readonly accepted_count?: number;
}

interface ClamavAnswers {
  readonly infected: readonly { readonly path: string; readonly signature: string }[];
}

/** Failed sign-ins of an sshd log, in total and by address. */
export async function sshd(directory: string): Promise<Figures | undefined> {
  const log = await textOf(directory, 'sshd.log');
  const answers = await jsonOf<SshdAnswers>(directory, 'sshd.expected.json');
  if (log === undefined || answers === undefined) return undefined;
  const { analysis, results } = analyseText(log);
  const invalid = results.reduce((sum, { event }) => {
    const isTried = event?.kind === 'login' && event.isAttempt && event.outcome === 'invalid-user';
    return isTried ? sum + event.count : sum;
  }, 0);
  const expected = new Map(answers.attempts_by_ip);
  const addresses = new Set([...expected.keys(), ...analysis.failures.top().map(([name]) => name)]);
  const misses = [...addresses].flatMap((address) => {
    const [found, known] = [analysis.failures.get(address), expected.get(address) ?? 0];
    return found === known ? [] : [`${address}: ${String(found)} attempts instead of ${String(known)}`];
  });
  return {
    name: 'sshd',
    isMet: misses.length === 0 && analysis.failures.total === answers.failed_password_attempts,
    figures: {
      attempts: `${String(analysis.failures.total)} of ${String(answers.failed_password_attempts)}`,
      addresses: `${String(analysis.failures.size)} of ${String(expected.size)}`,
      'addresses with the right count': `${String(addresses.size - misses.length)} of ${String(expected.size)}`,
      'attempts on accounts that do not exist': `${String(invalid)} of ${String(answers.failed_password_attempts_for_invalid_users)}`,
      accepted: `${String(analysis.accepted)} of ${String(answers.accepted_count ?? '?')}`,
      findings: analysis.findings().length,
    },
    misses,
  };
}

/** Infected files of ClamAV's logs: every path and signature. */
export async function clamav(directory: string): Promise<Figures | undefined> {
  const answers = await jsonOf<Readonly<Record<string, ClamavAnswers>>>(directory, 'clamav/expected.json');
  if (answers === undefined) return undefined;
  const misses: string[] = [];
  const figures: Record<string, string> = {};
  for (const [name, { infected }] of Object.entries(answers)) {
    const log = await textOf(directory, `clamav/${name}`);
    if (log === undefined) continue;
    const found = analyseText(log).results.flatMap(({ event }) =>
      event?.kind === 'virus' ? [`${event.path}: ${event.signature}`] : [],
    );
    const known = infected.map(({ path, signature }) => `${path}: ${signature}`);
    figures[name] = `${String(found.length)} of ${String(known.length)} infected`;
    if (found.join('\n') !== known.join('\n')) misses.push(`${name}: the paths or signatures differ`);
  }
  return { name: 'clamav', isMet: misses.length === 0, figures, misses };
}
