import { InvalidNetworkError } from './blocklist.errors.ts';
import { knownRange } from './build.ts';
import type { Decision, NewDecision } from './decision.ts';
import { neverListed } from './never-list.ts';
import { WIDEST, covers, isIpv6Range, networkText, prefixLength, rangeOf } from './ranges.ts';
import type { Range } from './ranges.ts';

/** What keeps networks off the list. */
interface Kept {
  readonly decisions: readonly Decision[];
  readonly allowed: readonly Range[];
}

/** Returns the network that a person wants to decide about. @throws InvalidNetworkError that says what is wrong with it. */
export function checkedNetwork({ kind, network }: Pick<NewDecision, 'kind' | 'network'>, kept: Kept): Range {
  const range = rangeOf(network.trim());
  if (range === undefined) throw new InvalidNetworkError(problemOf(network));
  const name = networkText(range);
  const widest = isIpv6Range(range) ? WIDEST.ipv6 : WIDEST.ipv4;
  if (prefixLength(range) < widest)
    throw new InvalidNetworkError(
      `${name} is too wide: networks may have a prefix of ${String(widest)} bits or longer.`,
    );
  if (kind === 'block') checkBlock(range, kept);
  return range;
}

function checkBlock(range: Range, { decisions, allowed }: Kept): void {
  const name = networkText(range);
  const never = neverListed(range);
  if (never !== undefined)
    throw new InvalidNetworkError(`${name} is never listed: ${never.network} is ${never.reason}.`);
  if (allowed.some((one) => covers(one, range)))
    throw new InvalidNetworkError(
      `${name} is allowed by BLOCKLIST_ALLOW or SECURITY_LOG_TRUSTED_PROXIES: change the setting to block it.`,
    );
  const allow = decisions.find((one) => one.kind === 'allow' && covers(knownRange(one.network), range));
  if (allow !== undefined)
    throw new InvalidNetworkError(
      `${name} is allowed by decision ${String(allow.id)} of ${allow.author}: end that decision to block it.`,
    );
}

function problemOf(network: string): string {
  const meant = rangeOf(network.trim(), true);
  return meant === undefined
    ? `"${network}" is not an address or a network in CIDR notation, such as 192.0.2.0/24.`
    : `"${network}" has bits after its prefix: the network is ${networkText(meant)}.`;
}
