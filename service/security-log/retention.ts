import type { Logger } from 'pino';
import { ACTOR_IDLE } from './detectors/thresholds.ts';
import type { FindingStore } from './findings/finding-store.ts';
import type { LineQueue } from './line-queue/line-queue.ts';
import type { SecurityLogConfig } from './security-log.config.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Lines that wait for longer are a backlog; others are how a busy log looks at any moment. */
const BACKLOG_MS = 60_000;

/** What the retention is made of. */
export interface RetentionOptions {
  readonly queue: LineQueue;
  readonly findings: FindingStore;
  readonly config: Pick<SecurityLogConfig, 'SECURITY_LOG_KEEP_FINDINGS_DAYS' | 'SECURITY_LOG_KEEP_LINES_DAYS'>;
  readonly logger: Logger;
  readonly now: () => number;
}

/** Deletes every hour what is older than the settings say. Several processes may do so at the same time. */
export class Retention {
  readonly #options: RetentionOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    const purge = (): void => {
      this.purge().catch((error: unknown) => {
        this.#options.logger.error(
          { err: error },
          'old findings and log lines could not be deleted; trying again in an hour',
        );
      });
    };
    this.#timer = setInterval(purge, HOUR_MS).unref();
    purge();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Deletes what is too old, and returns the number of findings deleted. */
  async purge(): Promise<number> {
    const { queue, findings, config, logger, now } = this.#options;
    const { oldest = Infinity } = await queue.lag();
    const deleted = await findings.purge({
      findings: now() - config.SECURITY_LOG_KEEP_FINDINGS_DAYS * DAY_MS,
      lines: now() - config.SECURITY_LOG_KEEP_LINES_DAYS * DAY_MS,
      // A backlog may be an old log, whose actors are still needed.
      actors: oldest > now() - BACKLOG_MS ? now() - ACTOR_IDLE : 0,
    });
    if (deleted > 0) logger.info({ findings: deleted }, 'old findings were deleted');
    return deleted;
  }
}
