import type { LogEvent } from '../events/log-event.ts';
import { sourceOf } from '../events/network.ts';
import type { Finding } from '../findings/finding.ts';
import { LineReader } from '../formats/line-reader.ts';
import type { LineReaderOptions } from '../formats/line-reader.ts';
import type { Hit } from '../detectors/detector.ts';
import { ActorCache } from './actor-cache.ts';
import { Analysis } from './analysis.ts';
import { isReported, reported } from './open-finding.ts';
import type { OpenFinding } from './open-finding.ts';
import { Tally } from './tally.ts';

/** Findings that are kept; of further ones only their number is known. */
const MAX_FINDINGS = 20_000;

/** What one line said and gave. */
export interface LineResult {
  readonly event: LogEvent | undefined;
  readonly hits: readonly Hit[];
}

/** Analysis of lines in memory, without a queue or a store. Its memory is bounded, whatever the lines are. */
export class LogAnalysis {
  /** Failed sign-ins, one for each credential tried, by source. */
  readonly failures = new Tally();
  /** The same by account. */
  readonly accounts = new Tally();
  /** Infected files, by signature. */
  readonly viruses = new Tally();
  /** Hits by kind. */
  readonly kinds = new Tally();
  accepted = 0;
  firstTime: number | undefined;
  lastTime: number | undefined;
  /** Findings beyond the number that is kept. */
  dropped = 0;
  readonly #options: LineReaderOptions;
  readonly #readers = new Map<string, LineReader>();
  readonly #open = new Map<string, OpenFinding>();
  readonly #analysis: Analysis;
  #nextSweep = 0;

  /**
   * `actors` is the most addresses, accounts and files that are remembered at a time.
   * @throws Error where the format or a proxy is unknown.
   */
  constructor(options: LineReaderOptions = {}, actors?: number) {
    this.#options = options;
    // Refuses what the options name wrongly before the first line.
    new LineReader(options);
    this.#analysis = new Analysis(new ActorCache(actors), (finding) => {
      this.#keep(finding);
    });
  }

  /** Reads and analyses one line; `now` completes dates without a year, in milliseconds since the epoch. */
  add(origin: string, line: string, now: number): LineResult {
    const event = this.reader(origin).read(line, now);
    if (event === undefined) return { event, hits: [] };
    if (event.time !== undefined) this.#span(event.time);
    if (event.kind === 'login') this.#countSignIn(event);
    if (event.kind === 'virus') this.viruses.add(event.signature, event.count);
    const hits = this.#analysis.add({ event, origin, line, collected: now });
    for (const hit of hits) this.kinds.add(hit.kind, hit.count ?? 1);
    return { event, hits };
  }

  /** The reader of an origin, which counts its lines. */
  reader(origin: string): LineReader {
    let reader = this.#readers.get(origin);
    if (reader === undefined) this.#readers.set(origin, (reader = new LineReader(this.#options)));
    return reader;
  }

  /** Readers by origin. */
  get readers(): ReadonlyMap<string, LineReader> {
    return this.#readers;
  }

  /** Findings, attacks first, then by score. */
  findings(): readonly Finding[] {
    return [...this.#open.values()]
      .flatMap((finding) => reported(finding) ?? [])
      .sort(
        (left, right) => left.level.localeCompare(right.level) || right.score - left.score || left.first - right.first,
      );
  }

  #keep(finding: OpenFinding): void {
    if (this.#open.has(finding.id)) return;
    if (this.#open.size >= MAX_FINDINGS) this.#makeRoom();
    if (this.#open.size < MAX_FINDINGS) this.#open.set(finding.id, finding);
    else this.dropped++;
  }

  /** Small beginnings make room, reported findings stay. Now and then only, because it looks at all of them. */
  #makeRoom(): void {
    if (this.dropped < this.#nextSweep) return;
    for (const [id, finding] of this.#open) if (!isReported(finding)) this.#open.delete(id);
    if (this.#open.size >= MAX_FINDINGS) this.#nextSweep = this.dropped + MAX_FINDINGS / 10;
  }

  #span(time: number): void {
    if (this.firstTime === undefined || time < this.firstTime) this.firstTime = time;
    if (this.lastTime === undefined || time > this.lastTime) this.lastTime = time;
  }

  #countSignIn({ outcome, isAttempt, client, user, count }: Extract<LogEvent, { kind: 'login' }>): void {
    if (outcome === 'accepted') this.accepted += count;
    if (outcome === 'accepted' || !isAttempt) return;
    if (client !== undefined) this.failures.add(sourceOf(client), count);
    if (user !== '') this.accounts.add(user, count);
  }
}
