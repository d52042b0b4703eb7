import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../common/tokens.ts';
import { NOTIFIER } from '../../notifications/notifier.ts';
import type { Notifier } from '../../notifications/notifier.ts';
import type { SecurityLogConfig } from '../security-log.config.ts';
import { BLOCKLIST_STORE, SECURITY_LOG_CONFIG } from '../security-log.tokens.ts';
import { NOTHING_PENDING } from './advance.ts';
import { BlocklistBuilder } from './blocklist.builder.ts';
import type { BuildResult } from './blocklist.builder.ts';
import type { BlocklistConfig } from './blocklist.config.ts';
import { addedMessage, heldMessage } from './blocklist.notifications.ts';
import type { BlocklistRecord, BlocklistStore } from './store/blocklist-store.ts';

const MINUTE_MS = 60_000;

/** Builds the list every BLOCKLIST_BUILD_SECONDS in processes that analyse, and tells people what changed. */
@Injectable()
export class BlocklistSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #failure: string | undefined;
  #latest: BuildResult | undefined;

  constructor(
    private readonly builder: BlocklistBuilder,
    @Inject(BLOCKLIST_STORE) private readonly store: BlocklistStore,
    @Inject(NOTIFIER) private readonly notifier: Notifier,
    @Inject(SECURITY_LOG_CONFIG) private readonly config: SecurityLogConfig & BlocklistConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The last build of this process; undefined before the first, and in processes that do not analyse. */
  get latest(): BuildResult | undefined {
    return this.#latest;
  }

  /** Builds, and tells people what changed. A build that is running is waited for instead. Never rejects. */
  async run(): Promise<void> {
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    await this.#running;
  }

  onApplicationBootstrap(): void {
    if (!this.config.SECURITY_LOG_ROLES.includes('analyse')) return;
    const run = (): void => {
      this.run().catch(() => undefined);
    };
    this.#timer = setInterval(run, this.config.BLOCKLIST_BUILD_SECONDS * 1000).unref();
    run();
  }

  /** Before the storage is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      this.#latest = await this.builder.build();
      await this.#notify(this.#latest);
      if (this.#failure !== undefined) this.logger.info('the blocklist is built again');
      this.#failure = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (this.#failure !== message) this.logger.error({ err: error }, 'the blocklist cannot be built; trying again');
      this.#failure = message;
    }
  }

  /** What is told is stored first: after a crash in between, a message is missing, and none comes twice. */
  async #notify({ stored: { revision, record }, time }: BuildResult): Promise<void> {
    if (record === undefined) return;
    const { held, pending, notified } = record;
    const { BLOCKLIST_NOTIFICATION_LANGUAGE: language, BLOCKLIST_NOTIFICATION_MINUTES: minutes } = this.config;
    const tellsHeld = held !== undefined && !held.isNotified;
    const tellsAdded = pending.count > 0 && time - notified >= minutes * MINUTE_MS;
    if (!tellsHeld && !tellsAdded) return;
    const told: BlocklistRecord = {
      ...record,
      ...(tellsHeld && { held: { ...held, isNotified: true } }),
      ...(tellsAdded && { pending: NOTHING_PENDING, notified: time }),
    };
    if (!(await this.store.replace(revision, { record: told }))) return;
    if (tellsHeld) this.notifier.send(heldMessage(held, language));
    if (tellsAdded) this.notifier.send(addedMessage(pending, language));
  }
}
