import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import { FINDING_KINDS } from './findings/finding.ts';
import type { Finding } from './findings/finding.ts';
import type { FindingStore } from './findings/finding-store.ts';
import type { LineQueue } from './line-queue/line-queue.ts';
import { FINDING_STORE, LINE_QUEUE } from './security-log.tokens.ts';

const READ_MS = 5000;
const HOUR_MS = 3_600_000;

/** Most origins with a metric of their own. */
const MAX_ORIGINS = 100;

const LEVELS = ['attempt', 'attack'] as const;

/** A number of findings. */
export interface FindingCount {
  readonly labels: { readonly kind: Finding['kind']; readonly level: Finding['level'] };
  readonly value: number;
}

/** The state of the queue and the latest findings, read from the storage every 5 s; while it does not respond, as last read. */
@Injectable()
export class SecurityLogState implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;
  #isReading = false;
  #failure: string | undefined;
  #lag: Awaited<ReturnType<LineQueue['lag']>> | undefined;
  #recentFindings: readonly FindingCount[] = [];
  #newestLines: readonly (readonly [string, number])[] = [];

  constructor(
    @Inject(LINE_QUEUE) private readonly queue: LineQueue,
    @Inject(FINDING_STORE) private readonly findings: FindingStore,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Whether the first read was attempted. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Why the storage could not be read; undefined if it could. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Undefined until the storage was read once. */
  get lag(): Awaited<ReturnType<LineQueue['lag']>> | undefined {
    return this.#lag;
  }

  /** Findings with a hit in the last hour, by kind and level. */
  get recentFindings(): readonly FindingCount[] {
    return this.#recentFindings;
  }

  /** Origins and the times of their newest lines, newest first, in milliseconds since the epoch. */
  get newestLines(): readonly (readonly [origin: string, time: number])[] {
    return this.#newestLines;
  }

  /** Reads it now. Never rejects. */
  async read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      this.#lag = await this.queue.lag();
      this.#recentFindings = await this.#countRecent();
      const origins = Array.from(await this.findings.origins(), ([origin, { newest }]) => [origin, newest] as const);
      const known = origins.flatMap(([origin, newest]) => (newest === undefined ? [] : [[origin, newest] as const]));
      this.#newestLines = known.toSorted(([, a], [, b]) => b - a).slice(0, MAX_ORIGINS);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = (error as Error).message;
    } finally {
      this.#isStarted = true;
      this.#isReading = false;
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#timer = setInterval(() => {
      this.read().catch(() => undefined);
    }, READ_MS).unref();
    await this.read();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async #countRecent(): Promise<readonly FindingCount[]> {
    const counts = new Map<string, number>();
    for await (const { kind, level } of this.findings.each({ from: this.now() - HOUR_MS, to: Infinity })) {
      const key = `${kind} ${level}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return FINDING_KINDS.flatMap((kind) =>
      LEVELS.map((level) => ({ labels: { kind, level }, value: counts.get(`${kind} ${level}`) ?? 0 })),
    );
  }
}
