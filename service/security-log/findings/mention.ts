import { canonicalAddress } from '../events/address.ts';
import { sourceOf } from '../events/network.ts';
import { linesOf, textOf } from '../line-queue/line-batches.ts';
import type { Evidence, Finding } from './finding.ts';

/** What may be part of an address, a host name or an account name. */
const WORD = /[\w:.%@-]+/g;

/** Longest word that can name a source. */
const MAX_WORD = 300;

/**
 * Returns whether a text names a source: the address itself, any address of its /64 for IPv6, or the account of `user:<name>`. A name
 * without letters and digits, such as `-`, is part of every line: only a text that is nothing else names it.
 */
export function mentionOf(source: string): (text: string) => boolean {
  const name = source.replace(/^user:/, '');
  if (!/[\p{L}\p{N}]/u.test(name)) return (text) => text === source || text === name;
  const address = name.replace(/\/64$/, '');
  return /^[\w:.%@-]+$/.test(address) ? wordOf(address) : phraseOf(name);
}

/** Account names may have spaces, backslashes and letters of any script. In stored state they are quoted as in JSON. */
function phraseOf(name: string): (text: string) => boolean {
  const forms = [name, JSON.stringify(name).slice(1, -1)];
  return (text) =>
    forms.some((form) => {
      const around = text.split(form);
      return around
        .slice(1)
        .some((after, index) => !/[\p{L}\p{N}_]$/u.test(around[index] ?? '') && !/^[\p{L}\p{N}_]/u.test(after));
    });
}

function wordOf(name: string): (text: string) => boolean {
  const wanted = groupOf(name);
  return (text) => {
    for (const [word] of text.matchAll(WORD)) {
      if (word.length <= MAX_WORD && parts(word).some((part) => groupOf(part) === wanted)) return true;
    }
    return false;
  };
}

/** Returns the /64 of an IPv6 address, the canonical form of an IPv4 address, and any other text as it is. */
export function groupOf(text: string): string {
  const address = canonicalAddress(text);
  return address === undefined ? text : sourceOf(address);
}

/** Returns a finding without evidence, users and targets that name the source. */
export function withoutMention(finding: Finding, mentions: (text: string) => boolean): Finding {
  const isKept = (text: string): boolean => !mentions(text);
  return {
    ...finding,
    targets: finding.targets.filter(isKept),
    users: finding.users.filter(isKept),
    evidence: finding.evidence.filter(({ line, origin }) => isKept(line) && isKept(origin)),
  };
}

/** Empties the lines of a stored text that name the source. */
export function withoutLines(text: string, mentions: (text: string) => boolean): string {
  const lines = linesOf(text);
  return lines.some(mentions) ? textOf({ lines: lines.map((line) => (mentions(line) ? '' : line)) }) : text;
}

/** Returns a finding without evidence from before a time. */
export function withoutOldEvidence(finding: Finding, before: number): Finding {
  return { ...finding, evidence: finding.evidence.filter(({ time }: Evidence) => time >= before) };
}

/** An address may be followed by a port, a full stop or a colon, or stand in a key such as `address:192.0.2.7`. */
function parts(word: string): readonly string[] {
  const bare = word.replace(/^[.:-]+|[.:-]+$/g, '');
  return [word, bare, bare.replace(/:\d{1,5}$/, ''), word.replace(/^[a-z-]+:/, '')];
}
