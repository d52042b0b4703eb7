import type { LogEvent } from '../events/log-event.ts';
import { CODE, INCLUDE_DIRECTIVE, LOG4SHELL, PHP, TEMPLATE } from './code.ts';
import { COMMAND, SUBSTITUTION, WINDOWS_COMMAND } from './command.ts';
import { MARKUP, SCRIPT } from './cross-site-scripting.ts';
import { decodeField, decodeTarget, isPlain } from './decode.ts';
import { detached } from './detached.ts';
import { encodedPayloads } from './encoded-payloads.ts';
import { REMOTE_INCLUSION, SERVER_SIDE_REQUEST, SYSTEM_FILE, TRAVERSAL } from './files.ts';
import { ADMIN_INTERFACE, EXPLOITED_PATH, SENSITIVE_FILE } from './probes.ts';
import { REQUEST_SPLITTING, encodingMatches, methodMatch, parameterMatches } from './protocol.ts';
import { SCANNER_AGENT, SCANNER_MARK } from './scanners.ts';
import { COOKIE_SETTING, SESSION_PARAMETER } from './session.ts';
import { SignatureSet } from './signature-set.ts';
import { CERTAIN, WEAK } from './signature.ts';
import type { Match } from './signature.ts';
import { FILTERS, NOSQL, SQL } from './sql.ts';

const PAYLOADS = [
  ...SQL,
  ...NOSQL,
  ...FILTERS,
  ...MARKUP,
  ...SCRIPT,
  ...PHP,
  ...CODE,
  ...TEMPLATE,
  ...LOG4SHELL,
  ...INCLUDE_DIRECTIVE,
  ...COOKIE_SETTING,
];
const SHELL = [...COMMAND, ...SUBSTITUTION, ...WINDOWS_COMMAND];
const PLACES = [
  ...TRAVERSAL,
  ...SYSTEM_FILE,
  ...REMOTE_INCLUSION,
  ...SERVER_SIDE_REQUEST,
  ...SENSITIVE_FILE,
  ...ADMIN_INTERFACE,
  ...EXPLOITED_PATH,
  ...SCANNER_MARK,
  ...SESSION_PARAMETER,
];

/** Whatever is in a request target, also when it needs no decoding. */
const TARGET_SIGNATURES = new SignatureSet([...PAYLOADS, ...SHELL, ...PLACES, ...REQUEST_SPLITTING]);
/** What a shell would make of a text that hides words with quotes. */
const SHELL_SIGNATURES = new SignatureSet([...SHELL, ...SYSTEM_FILE]);
/** What a value holds that is encoded once more. */
const PAYLOAD_SIGNATURES = new SignatureSet([...PAYLOADS, ...SHELL]);
/** What only text with its line breaks shows. */
const SPLITTING_SIGNATURES = new SignatureSet(REQUEST_SPLITTING);
/** User agents and referrers are full of semicolons, names and searches: only what cannot be meant otherwise counts there. */
const FIELD_SIGNATURES = new SignatureSet([...PAYLOADS, ...SUBSTITUTION].filter(({ weight }) => weight === CERTAIN));
const AGENT_SIGNATURES = new SignatureSet(SCANNER_AGENT);

/** What of a request target and of a field is searched; more than servers accept. In characters. */
const MAX_TARGET = 8_192;
const MAX_FIELD = 2_048;
const MIN_ENCODED = 12;
/** User agents and referrers that are remembered, and the longest of them. */
const REMEMBERED = 5_000;
const MAX_REMEMBERED = 512;

const NONE: readonly Match[] = [];

/** Finds the signatures in requests. Remembers the answers for user agents and referrers, which recur. */
export class Classifier {
  readonly #agents = new Map<string, readonly Match[]>();
  readonly #referrers = new Map<string, readonly Match[]>();

  constructor() {
    // At the start rather than at the first hostile line: it takes a tenth of a second.
    for (const set of [
      TARGET_SIGNATURES,
      SHELL_SIGNATURES,
      PAYLOAD_SIGNATURES,
      SPLITTING_SIGNATURES,
      FIELD_SIGNATURES,
      AGENT_SIGNATURES,
    ])
      set.build();
  }

  /** Returns the signatures in an event, each name and kind once, with its highest weight. */
  classify(event: LogEvent): readonly Match[] {
    if (event.kind === 'server-error') return classifyTarget(event.url);
    if (event.kind !== 'http') return NONE;
    const target = classifyTarget(event.url);
    const agent = remembered(this.#agents, event.userAgent, classifyAgent);
    const referrer = remembered(this.#referrers, event.referrer, classifyReferrer);
    const method = event.method === 'GET' || event.method === '' ? undefined : methodMatch(event.method, event.url);
    if (agent.length === 0 && referrer.length === 0 && method === undefined) return target;
    return strongest([...target, ...agent, ...referrer, ...(method === undefined ? [] : [method])]);
  }
}

function remembered(
  known: Map<string, readonly Match[]>,
  text: string,
  classify: (text: string) => readonly Match[],
): readonly Match[] {
  if (text === '' || text === '-') return NONE;
  let matches = known.get(text);
  if (matches !== undefined) return matches;
  matches = classify(text);
  if (text.length > MAX_REMEMBERED) return matches;
  if (known.size >= REMEMBERED) known.clear();
  known.set(detached(text), matches);
  return matches;
}

/** Returns the signatures in a request target. */
export function classifyTarget(url: string): readonly Match[] {
  const target = url.length > MAX_TARGET ? url.slice(0, MAX_TARGET) : url;
  const found: Match[] = isLong(target) ? [...parameterMatches(target), ...payloadMatches(target)] : [];
  if (isPlain(target) && !TARGET_SIGNATURES.mayContain(target)) return strongest(found);
  const decoded = decodeTarget(target);
  TARGET_SIGNATURES.find(decoded.folded, found);
  SPLITTING_SIGNATURES.find(decoded.text, found);
  if (decoded.shell !== decoded.folded) SHELL_SIGNATURES.find(decoded.shell, found);
  if (target.includes('%')) found.push(...encodingMatches(target, decoded));
  if (/^https?:\/\//i.test(url)) found.push({ name: 'proxy', kind: 'probe', weight: WEAK });
  return strongest(found);
}

/** Shorter queries hold neither too much nor something encoded. */
function isLong(target: string): boolean {
  const start = target.indexOf('?');
  return start !== -1 && target.length - start > MIN_ENCODED;
}

function payloadMatches(target: string): readonly Match[] {
  const payloads = encodedPayloads(target);
  if (payloads.length === 0) return NONE;
  const found: Match[] = [];
  for (const payload of payloads) PAYLOAD_SIGNATURES.find(decodeField(payload).folded, found);
  return found;
}

/** Returns the signatures in a user agent. */
export function classifyAgent(agent: string): readonly Match[] {
  const found = classifyField(agent);
  AGENT_SIGNATURES.find(agent.slice(0, MAX_FIELD).toLowerCase(), found);
  return strongest(found);
}

/** Returns the signatures in a referrer. */
export function classifyReferrer(referrer: string): readonly Match[] {
  return strongest(classifyField(referrer));
}

function classifyField(text: string): Match[] {
  const decoded = decodeField(text.length > MAX_FIELD ? text.slice(0, MAX_FIELD) : text);
  const found: Match[] = [];
  if (decoded.text.includes('\0')) found.push({ name: 'nul', kind: 'protocol-abuse', weight: CERTAIN });
  FIELD_SIGNATURES.find(decoded.folded, found);
  return found;
}

function strongest(matches: readonly Match[]): readonly Match[] {
  if (matches.length < 2) return matches.length === 0 ? NONE : matches;
  const best = new Map<string, Match>();
  for (const match of matches) {
    const key = `${match.kind} ${match.name}`;
    if ((best.get(key)?.weight ?? 0) < match.weight) best.set(key, match);
  }
  return [...best.values()];
}
