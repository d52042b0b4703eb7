import { analyseText, casesOf, share, shortened } from './accuracy-figures.ts';
import type { Figures } from './accuracy-figures.ts';

interface Stage {
  readonly rule_id: number;
  readonly test: number;
  readonly method: string;
  readonly uri: string;
  readonly version: string | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly expectMatch: boolean;
  readonly paranoia_level: number | null;
  readonly carriers: readonly string[];
}

/** Parts of a request that are in an access log. */
const VISIBLE = new Set(['uri', 'user-agent', 'referer']);
const MIN_RECALL = 0.8;
const MIN_PRECISION = 0.95;

/** Requests of the regression tests of a firewall, written as lines of an access log. */
export async function coreRuleSet(directory: string): Promise<Figures | undefined> {
  const stages = await casesOf<Stage>(directory, 'crs-cases.jsonl');
  if (stages === undefined) return undefined;
  const visible = stages.filter(
    ({ carriers, paranoia_level: level }) => level === 1 && carriers.some((part) => VISIBLE.has(part)),
  );
  const judged = visible.map((stage) => ({
    stage,
    isFound: (analyseText(accessLine(stage)).results[0]?.hits.length ?? 0) > 0,
  }));
  const found = judged.filter(({ isFound }) => isFound);
  const right = found.filter(({ stage }) => stage.expectMatch).length;
  const attacks = visible.filter(({ expectMatch }) => expectMatch);
  const whole = attacks.filter(({ carriers }) => carriers.every((part) => VISIBLE.has(part)));
  const rightWhole = judged.filter(({ stage, isFound }) => isFound && whole.includes(stage)).length;
  const [recall, precision] = [share(right, attacks.length), share(right, found.length)];
  return {
    name: 'regression requests of a firewall, paranoia level 1',
    isMet: recall >= MIN_RECALL && precision >= MIN_PRECISION,
    figures: {
      recall: `${String(recall)} (${String(right)} of ${String(attacks.length)})`,
      precision: `${String(precision)} (${String(found.length - right)} of ${String(visible.length - attacks.length)} that must be silent)`,
      'recall where nothing is in body, cookie or header': `${String(share(rightWhole, whole.length))} (${String(rightWhole)} of ${String(whole.length)})`,
    },
    misses: judged
      .filter(({ stage, isFound }) => isFound !== stage.expectMatch)
      .map(({ stage, isFound }) => describe(stage, isFound)),
  };
}

function describe({ rule_id: rule, test, carriers, method, uri }: Stage, isFound: boolean): string {
  const hidden = carriers.filter((part) => !VISIBLE.has(part));
  const reason = isFound ? 'found' : hidden.length > 0 ? `missed, also in ${hidden.join(', ')}` : 'missed';
  return shortened(`${reason}: ${String(rule)}-${String(test)} ${method} ${uri}`);
}

/** As Apache writes it: quotes, backslashes and what is not printable are escaped. */
function accessLine({ method, uri, version, headers }: Stage): string {
  const header = (name: string): string =>
    escaped(Object.entries(headers ?? {}).find(([known]) => known.toLowerCase() === name)?.[1] ?? '-');
  const request = `${method} ${uri} ${version ?? 'HTTP/1.1'}`;
  return `203.0.113.9 - - [01/Feb/2027:12:00:00 +0000] "${escaped(request)}" 200 512 "${header('referer')}" "${header('user-agent')}"`;
}

function escaped(text: string): string {
  return Array.from(Buffer.from(text), (byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte);
  }).join('');
}
