import { BLOCK_SCORE } from '../../security-log/detectors/thresholds.ts';
import { analyseText, casesOf, share, shortened } from './accuracy-figures.ts';
import type { Figures } from './accuracy-figures.ts';

interface Case {
  readonly source: string;
  readonly line_no: number;
  readonly line: string;
  readonly match: boolean;
  readonly host?: string | null;
  readonly stateful: boolean;
}

/** Filters for the formats that are read. */
const SOURCES = /^(?:apache-|nginx-|sshd|pam-generic$|traefik-|recidive$|php-url-fopen$)/;
/** The cases are seen from this time, in a time zone two hours east of UTC. */
const NOW = Date.UTC(2005, 7, 14, 10);
const OFFSET = 120;
const MIN_RIGHT = 0.95;

/** Annotated lines of filters, one by one: whether they count towards a block, and of whom. */
export async function fail2ban(directory: string): Promise<Figures | undefined> {
  const cases = (await casesOf<Case>(directory, 'fail2ban-cases.jsonl'))?.filter(
    ({ source, stateful }) => !stateful && SOURCES.test(source),
  );
  if (cases === undefined) return undefined;
  const judged = cases.map((one) => ({ one, ...judge(one.line) }));
  const isRight = ({ one, host }: (typeof judged)[number]): boolean =>
    one.match ? host !== undefined && (typeof one.host !== 'string' || host === one.host) : host === undefined;
  const wrong = judged.filter((entry) => !isRight(entry));
  const counted = wrong.filter(({ one }) => !one.match);
  const blocked = counted.filter(({ isBlocked }) => isBlocked);
  const isMet = share(cases.length - wrong.length, cases.length) >= MIN_RIGHT && blocked.length === 0;
  return {
    name: 'lines of fail2ban filters',
    isMet,
    figures: {
      right: `${String(share(cases.length - wrong.length, cases.length))} (${String(cases.length - wrong.length)} of ${String(cases.length)})`,
      'must match': `${String(cases.filter(({ match }) => match).length - wrong.length + counted.length)} of ${String(cases.filter(({ match }) => match).length)}`,
      'must not match, and leads to a block': blocked.length,
      'must not match, but counts a little': `${String(counted.length)} of ${String(cases.filter(({ match }) => !match).length)}`,
    },
    misses: wrong.map(({ one, host }) =>
      shortened(
        `${one.source} line ${String(one.line_no)}: ${one.match ? `expected ${one.host ?? 'a host'}` : 'expected nothing'}, got ${host ?? 'nothing'}: ${one.line}`,
      ),
    ),
  };
}

/** Whom the line counts against, undefined if nobody, and whether it alone may lead to a block. */
function judge(line: string): { readonly host: string | undefined; readonly isBlocked: boolean } {
  const { analysis, results } = analyseText(line, { now: NOW, offset: OFFSET });
  const [first] = results;
  const isCounted = first?.hits.some(({ weight }) => weight > 0) === true;
  return {
    host: isCounted ? first.event?.client : undefined,
    isBlocked: analysis.findings().some(({ score }) => score >= BLOCK_SCORE),
  };
}
