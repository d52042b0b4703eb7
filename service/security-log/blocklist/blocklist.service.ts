import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import { BlocklistContentionError } from '../security-log.errors.ts';
import type { SecurityLogConfig } from '../security-log.config.ts';
import { BLOCKLIST_STORE, SECURITY_LOG_CONFIG } from '../security-log.tokens.ts';
import { release } from './advance.ts';
import { BlocklistBuilder } from './blocklist.builder.ts';
import type { BlocklistConfig } from './blocklist.config.ts';
import { InvalidNetworkError, ReleaseError, TooManyDecisionsError, UnknownDecisionError } from './blocklist.errors.ts';
import { knownRange } from './build.ts';
import { checkedNetwork } from './checked-network.ts';
import { CurrentBlocklist } from './current-blocklist.ts';
import { forgetSource } from './forget-source.ts';
import { MAX_DECISIONS, isInForce } from './decision.ts';
import type { Decision, NewDecision } from './decision.ts';
import type { BlocklistEntry } from './entry.ts';
import { neverListed } from './never-list.ts';
import { covers, networkText, overlaps, rangeOf } from './ranges.ts';
import type { BlocklistStore, StoredBlocklist } from './store/blocklist-store.ts';

const DAY_MS = 86_400_000;

/** Days have years of four digits, because readers of the files compare them as text. */
const LATEST_END = Date.parse('9999-01-01T00:00:00Z');

/** How much the list that is held back may have grown since a person looked at it. */
const REVIEWED_GROWTH = 1.1;

/** Which entries to list. */
export interface EntryFilter {
  /** Address or network that entries contain, or are part of. */
  readonly network?: string | undefined;
  readonly origin?: BlocklistEntry['origin'] | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** What a person asks for. */
export type DecisionRequest = Pick<NewDecision, 'kind' | 'network' | 'reason'> & {
  readonly until?: number | undefined;
};

/** Why an address is on the list, or not. */
export interface Explanation {
  /** Canonical text. */
  readonly address: string;
  readonly entries: readonly BlocklistEntry[];
  /** Why it is never listed. */
  readonly neverListed: string | undefined;
  /** Whether BLOCKLIST_ALLOW or SECURITY_LOG_TRUSTED_PROXIES has it. */
  readonly isAllowedBySettings: boolean;
  /** Decisions in force about networks that contain it. */
  readonly decisions: readonly Decision[];
  /** Whether a list that is held back has it. */
  readonly isHeldBack: boolean;
}

/** The blocklist for people: entries, decisions, and the release of lists that were held back. */
@Injectable()
export class BlocklistService {
  constructor(
    @Inject(BLOCKLIST_STORE) private readonly store: BlocklistStore,
    private readonly current: CurrentBlocklist,
    private readonly builder: BlocklistBuilder,
    @Inject(SECURITY_LOG_CONFIG) private readonly config: SecurityLogConfig & BlocklistConfig,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** The list as it is stored. @throws BlocklistUnavailableError */
  async stored(): Promise<StoredBlocklist> {
    return await this.current.read();
  }

  /** @throws InvalidNetworkError, BlocklistUnavailableError */
  async entries(filter: EntryFilter): Promise<{ readonly total: number; readonly entries: readonly BlocklistEntry[] }> {
    const { network, origin, offset, limit } = filter;
    const range = network === undefined ? undefined : rangeOf(network.trim());
    if (network !== undefined && range === undefined)
      throw new InvalidNetworkError(
        `"${network}" is not an address or a network in CIDR notation, such as 192.0.2.0/24.`,
      );
    const { entries } = await this.current.read();
    const found = entries.filter(
      (entry) =>
        (origin ?? entry.origin) === entry.origin &&
        (range === undefined || overlaps([range], knownRange(entry.network))),
    );
    return { total: found.length, entries: found.slice(offset, offset + limit) };
  }

  /** Decisions in force, the latest first. @throws BlocklistUnavailableError */
  async decisions(): Promise<readonly Decision[]> {
    const all = await this.store.decisions();
    return all.filter((decision) => isInForce(decision, this.now())).toReversed();
  }

  /** Stores a decision, and builds the list. @throws InvalidNetworkError, TooManyDecisionsError, BlocklistUnavailableError */
  async decide({ kind, network, reason, until }: DecisionRequest, author: string): Promise<Decision> {
    const made = this.now();
    const { decisions, builder } = { decisions: await this.decisions(), builder: this.builder };
    const range = checkedNetwork({ kind, network }, { decisions, allowed: builder.allowed });
    if (until !== undefined && until <= made)
      throw new InvalidNetworkError('The end of the decision must be in the future.');
    if (until !== undefined && until >= LATEST_END)
      throw new InvalidNetworkError(
        'The end of the decision must be before the year 9999: leave it out for a decision that stays.',
      );
    const end = kind === 'unblock' ? (until ?? made + this.config.BLOCKLIST_UNBLOCK_DAYS * DAY_MS) : until;
    const decision = { kind, network: networkText(range), reason, author, made, until: end };
    const decided = await this.store.decide(decision, MAX_DECISIONS);
    if (decided === undefined) throw new TooManyDecisionsError();
    await this.builder.build();
    return decided;
  }

  /** Ends a decision, and builds the list. @throws UnknownDecisionError, BlocklistUnavailableError */
  async end(id: string): Promise<Decision> {
    const ended = /^\d{1,15}$/.test(id) ? await this.store.end(Number(id)) : undefined;
    if (ended === undefined) throw new UnknownDecisionError(id);
    await this.builder.build();
    return ended;
  }

  /**
   * Publishes the list that is held back.
   * @param reviewed entries it had when the person looked at it. @default any number
   * @throws ReleaseError, BlocklistContentionError, BlocklistUnavailableError
   */
  async release(reviewed = Infinity): Promise<{ readonly version: number; readonly entries: number }> {
    for (let attempt = 0; attempt < 10; attempt++) {
      const stored = await this.current.read();
      const change = release(stored, this.now());
      if (change === undefined) throw new ReleaseError('No list is held back.');
      const entries = stored.held.length;
      if (entries > reviewed * REVIEWED_GROWTH)
        throw new ReleaseError(
          `The list that is held back has ${String(entries)} entries by now, not ${String(reviewed)}: look at it again.`,
        );
      if (await this.store.replace(stored.revision, change)) return { version: change.record.version, entries };
    }
    throw new BlocklistContentionError();
  }

  /** @throws InvalidNetworkError, BlocklistUnavailableError */
  async explain(text: string): Promise<Explanation> {
    const range = rangeOf(text.trim());
    if (range === undefined || range.first !== range.last)
      throw new InvalidNetworkError(`"${text}" is not an IPv4 or IPv6 address.`);
    const { entries, held } = await this.current.read();
    const containing = ({ network }: { readonly network: string }): boolean => covers(knownRange(network), range);
    return {
      address: networkText(range),
      entries: entries.filter(containing),
      neverListed: neverListed(range)?.reason,
      isAllowedBySettings: this.builder.allowed.some((allowed) => covers(allowed, range)),
      decisions: (await this.decisions()).filter(containing),
      isHeldBack: held.some(containing),
    };
  }

  /** Forgets what was decided about a source, whose findings were erased, and builds the list. @throws BlocklistUnavailableError */
  async forget(source: string): Promise<void> {
    await forgetSource(this.store, source);
    await this.builder.build();
  }
}
