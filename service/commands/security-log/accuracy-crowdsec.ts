import { sourceOf } from '../../security-log/events/network.ts';
import { analyseText, casesOf, share, shortened, textOf } from './accuracy-figures.ts';
import type { Figures } from './accuracy-figures.ts';

interface Case {
  readonly name: string;
  readonly file: string;
  readonly type: string;
  readonly parsers: readonly string[];
  readonly expected_alerts?: readonly { readonly scenario: string; readonly sources: readonly string[] }[];
}

/** Parsers of formats that are read. */
const PARSERS =
  /(?:nginx-logs|apache2-logs|sshd-logs|sshd-success-logs|traefik-logs|envoy-logs|nginx-ingress|k8s-audit|kubernetes|clamav|fail2ban|pam-logs)/;

interface Judged {
  readonly name: string;
  readonly isInScope: boolean;
  readonly expected: readonly string[];
  readonly hit: readonly string[];
  readonly reported: readonly string[];
  readonly readable: string;
}

/** Annotated logs of scenarios: whether the sources that they report are found. Their thresholds are their own. */
export async function crowdsec(directory: string): Promise<Figures | undefined> {
  const cases = await casesOf<Case>(directory, 'crowdsec-cases/cases.jsonl');
  if (cases === undefined) return undefined;
  const judged: Judged[] = [];
  for (const one of cases) {
    if ((one.expected_alerts ?? []).length > 0) judged.push(await judge(directory, one));
  }
  const inScope = judged.filter(({ isInScope }) => isInScope);
  const sum = (list: readonly Judged[], key: 'expected' | 'hit' | 'reported'): number =>
    list.reduce((total, entry) => total + entry[key].length, 0);
  const figure = (list: readonly Judged[], key: 'hit' | 'reported'): string =>
    `${String(share(sum(list, key), sum(list, 'expected')))} (${String(sum(list, key))} of ${String(sum(list, 'expected'))})`;
  return {
    name: 'scenarios of CrowdSec',
    isMet: true,
    figures: {
      'logs in formats that are read': `${String(inScope.length)} of ${String(judged.length)}`,
      'sources with a hit': figure(inScope, 'hit'),
      'sources with a finding': figure(inScope, 'reported'),
      'sources with a hit, all formats': figure(judged, 'hit'),
    },
    misses: inScope.flatMap(({ name, expected, hit, reported, readable }) => [
      ...expected
        .filter((source) => !hit.includes(source))
        .map((source) => shortened(`${name} ${source}: no hit (${readable})`)),
      ...hit
        .filter((source) => !reported.includes(source))
        .map((source) => shortened(`${name} ${source}: a hit, but too weak for a finding`)),
    ]),
  };
}

async function judge(directory: string, { name, file, parsers, expected_alerts: alerts = [] }: Case): Promise<Judged> {
  const { analysis, results } = analyseText((await textOf(directory, `crowdsec-cases/${file}`)) ?? '');
  const expected = [...new Set(alerts.flatMap(({ sources }) => sources).map(sourceOf))];
  const suspects = new Set(
    results.flatMap(({ event, hits }) =>
      hits.length > 0 && event?.client !== undefined ? [sourceOf(event.client)] : [],
    ),
  );
  const found = new Set(analysis.findings().map(({ source }) => source));
  const events = results.filter(({ event }) => event !== undefined && event.kind !== 'other').length;
  return {
    name,
    isInScope: parsers.some((parser) => PARSERS.test(parser)),
    expected,
    hit: expected.filter((source) => suspects.has(source)),
    reported: expected.filter((source) => found.has(source)),
    readable: `${String(events)} of ${String(results.length)} lines give an event; ${alerts.map(({ scenario }) => scenario).join(', ')}`,
  };
}
