import { Inject, Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import type { Logger } from 'pino';
import { CLOCK, LOGGER } from '../../common/tokens.ts';
import type { Clock } from '../../common/tokens.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import { BlocklistContentionError } from '../security-log.errors.ts';
import type { SecurityLogConfig } from '../security-log.config.ts';
import { BLOCKLIST_STORE, FINDING_STORE, SECURITY_LOG_CONFIG } from '../security-log.tokens.ts';
import { advance } from './advance.ts';
import type { BlocklistConfig } from './blocklist.config.ts';
import { build } from './build.ts';
import type { Build } from './build.ts';
import { CurrentBlocklist } from './current-blocklist.ts';
import { DetectedSources } from './detected-sources.ts';
import { rangeOf } from './ranges.ts';
import type { Range } from './ranges.ts';
import type { BlocklistStore, StoredBlocklist } from './store/blocklist-store.ts';

/** Attempts to store a list before others that keep changing it count as a failure. */
const MAX_CONFLICTS = 10;

/** What a build gave. */
export interface BuildResult extends Pick<Build, 'neverListed' | 'dropped'> {
  readonly stored: StoredBlocklist;
  /** When it was built, in milliseconds since the epoch. */
  readonly time: number;
}

/** Builds the list from findings and decisions, and stores it if it changed. Several processes may do so at the same time. */
@Injectable()
export class BlocklistBuilder {
  /** Networks that the settings keep off the list: BLOCKLIST_ALLOW and the proxies. */
  readonly allowed: readonly Range[];
  readonly #limit = pLimit(1);

  constructor(
    @Inject(FINDING_STORE) private readonly findings: FindingStore,
    @Inject(BLOCKLIST_STORE) private readonly store: BlocklistStore,
    private readonly current: CurrentBlocklist,
    @Inject(SECURITY_LOG_CONFIG) private readonly config: SecurityLogConfig & BlocklistConfig,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { BLOCKLIST_ALLOW: allow, SECURITY_LOG_TRUSTED_PROXIES: proxies } = config;
    this.allowed = [...allow, ...proxies].flatMap((network) => rangeOf(network, true) ?? []);
  }

  /** Builds the list. @throws BlocklistUnavailableError, FindingStoreUnavailableError, BlocklistContentionError */
  async build(): Promise<BuildResult> {
    return await this.#limit(() => this.#build());
  }

  async #build(): Promise<BuildResult> {
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
      const stored = await this.current.read();
      const now = this.now();
      const { entries, ...counts } = await this.#entries(now);
      const change = advance(stored, entries, { now, growthFactor: this.config.BLOCKLIST_GROWTH_FACTOR });
      if (change === undefined) return { stored, time: now, ...counts };
      if (await this.store.replace(stored.revision, change)) {
        const { version, held } = change.record;
        if (held !== undefined && stored.record?.held === undefined)
          this.logger.warn(
            { entries: held.entries, added: held.added },
            'the blocklist is held back: it grows too much',
          );
        if (version !== stored.record?.version) this.logger.info({ version }, 'the blocklist was built');
        return { stored: await this.current.read(), time: now, ...counts };
      }
    }
    throw new BlocklistContentionError();
  }

  async #entries(now: number): Promise<Build> {
    const settings = { minScore: this.config.BLOCKLIST_MIN_SCORE, days: this.config.BLOCKLIST_DAYS };
    const sources = new DetectedSources(settings, now);
    const decisions = await this.store.decisions();
    for await (const finding of this.findings.each({ from: DetectedSources.since(settings, now), to: Infinity }))
      sources.add(finding);
    const built = build({ sources: sources.all(), decisions, allowed: this.allowed, now });
    if (built.dropped > 0) this.logger.warn({ entries: built.dropped }, 'the blocklist is full: entries were left out');
    return built;
  }
}
