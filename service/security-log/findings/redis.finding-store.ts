import type { Cluster, Redis } from 'ioredis';
import type { ReadLines } from '../line-queue/line-queue.ts';
import { FindingStoreUnavailableError } from '../security-log.errors.ts';
import { keyOf, scriptsOf } from '../stores/redis-scripts.ts';
import type { RunScript } from '../stores/redis-scripts.ts';
import { factsIn, matchesFilter } from './finding-filter.ts';
import type { FindingFilter, FindingStore } from './finding-store.ts';
import type { ActorRecord, Finding } from './finding.ts';
import { mentionOf, withoutLines, withoutMention, withoutOldEvidence } from './mention.ts';

/** Findings read at a time. */
const PAGE = 200;

/** Values deleted in one step. */
const PURGED = 500;

/** Returns what takes the place of a value: the same text, another, or an empty one to delete it. */
type Change = (field: string, value: string) => string;

/** Findings in the Redis of the line queue, under the same hash tag. */
export class RedisFindingStore implements FindingStore {
  readonly #redis: Redis | Cluster;
  readonly #run: RunScript;

  /** @param redis connection of the line queue, which closes it. */
  constructor(redis: Redis | Cluster) {
    this.#redis = redis;
    this.#run = scriptsOf(redis);
  }

  async actors(keys: readonly string[]): Promise<readonly ActorRecord[]> {
    if (keys.length === 0) return [];
    const values = await orUnavailable(() => this.#redis.hmget(keyOf('actors'), ...keys));
    return keys.flatMap((key, index) => {
      const value = values[index] ?? '';
      const [, version, last] = /^(\d+) (-?[\d.]+) /.exec(value) ?? [];
      if (version === undefined || last === undefined) return [];
      const state = value.slice(version.length + last.length + 2);
      return [{ key, version: Number(version), last: Number(last), state }];
    });
  }

  async list(
    filter: FindingFilter,
    { offset, limit }: Parameters<FindingStore['list']>[1],
  ): ReturnType<FindingStore['list']> {
    const ids = (await this.#idsSince(filter.from)).reverse();
    const findings: Finding[] = [];
    let total = 0;
    for (let begin = 0; begin < ids.length; begin += PAGE) {
      for (const json of await this.#texts(ids.slice(begin, begin + PAGE))) {
        if (!matchesFilter(factsIn(json), filter)) continue;
        total += 1;
        if (total > offset && findings.length < limit) findings.push(JSON.parse(json) as Finding);
      }
    }
    return { total, findings };
  }

  async *each(filter: FindingFilter): AsyncIterable<Finding> {
    const ids = await this.#idsSince(filter.from);
    for (let begin = 0; begin < ids.length; begin += PAGE) {
      const findings = await this.#findAll(ids.slice(begin, begin + PAGE));
      yield* findings.filter((finding) => matchesFilter(finding, filter));
    }
  }

  async find(id: string): Promise<Finding | undefined> {
    return (await this.#findAll([id]))[0];
  }

  async origins(): ReturnType<FindingStore['origins']> {
    const all = await orUnavailable(() => this.#redis.hgetall(keyOf('origins')));
    return new Map(Object.entries(all).map(([origin, json]) => [origin, JSON.parse(json) as ReadLines]));
  }

  async erase(source: string): Promise<number> {
    const mentions = mentionOf(source);
    await this.#eraseDeadLetters(mentions);
    await this.#change('actor', (key, value) => (mentions(key) || mentions(value) ? '' : value));
    await this.#change('origin', (_, json) => {
      const lines = JSON.parse(json) as ReadLines;
      const isKept = lines.example === undefined || !mentions(lines.example);
      return isKept ? json : JSON.stringify({ ...lines, example: undefined });
    });
    const erased = new Set<string>();
    await this.#change('finding', (id, json) => {
      const finding = JSON.parse(json) as Finding;
      if (!mentions(finding.source)) return JSON.stringify(withoutMention(finding, mentions));
      erased.add(id);
      return '';
    });
    return erased.size;
  }

  async purge(before: Parameters<FindingStore['purge']>[0]): Promise<number> {
    let all = 0;
    for (;;) {
      const bounds = [before.findings, before.lines, before.actors].map(Math.floor);
      const answer = await orUnavailable(() => this.#run('purge', ...bounds, PURGED));
      const [purged, isMore] = answer as [number, number | null];
      all += purged;
      if (isMore !== 1) break;
    }
    await this.#change('finding', (_, json) =>
      JSON.stringify(withoutOldEvidence(JSON.parse(json) as Finding, before.lines)),
    );
    return all;
  }

  async restore(findings: readonly Finding[]): Promise<number> {
    let restored = 0;
    for (let begin = 0; begin < findings.length; begin += PAGE) {
      const page = findings.slice(begin, begin + PAGE);
      const args = page.flatMap((finding) => [finding.id, finding.last, JSON.stringify(finding)]);
      restored += Number(await orUnavailable(() => this.#run('restore', ...args)));
    }
    return restored;
  }

  async #eraseDeadLetters(mentions: (text: string) => boolean): Promise<void> {
    const entries = await orUnavailable(() => this.#redis.xrange(keyOf('dead-letters'), '-', '+'));
    for (const [id, fields] of entries) {
      const text = fields[fields.indexOf('lines') + 1] ?? '';
      const kept = withoutLines(text, mentions);
      if (kept !== text) await orUnavailable(() => this.#run('blank', id, kept));
    }
  }

  /** Changes values page by page; one that changed meanwhile is looked at again. */
  async #change(kind: 'actor' | 'finding' | 'origin', change: Change): Promise<void> {
    let cursor = '0';
    do {
      const [next, page] = await orUnavailable(() => this.#redis.hscan(keyOf(`${kind}s`), cursor, 'COUNT', PAGE));
      const fields = page.filter((_, index) => index % 2 === 0);
      await this.#changeFields(kind, fields, change);
      cursor = next;
    } while (cursor !== '0');
  }

  async #changeFields(kind: 'actor' | 'finding' | 'origin', fields: readonly string[], change: Change): Promise<void> {
    let left = fields;
    while (left.length > 0) {
      const values = await orUnavailable(() => this.#redis.hmget(keyOf(`${kind}s`), ...left));
      const changes = left.flatMap((field, index) => {
        const value = values[index] ?? undefined;
        const changed = value === undefined ? undefined : change(field, value);
        return value === undefined || changed === undefined || changed === value ? [] : [[field, value, changed]];
      });
      if (changes.length === 0) return;
      const changed = Number(await orUnavailable(() => this.#run('replace', kind, ...changes.flat())));
      left = changed === changes.length ? [] : changes.map(([field = '']) => field);
    }
  }

  async #findAll(ids: readonly string[]): Promise<readonly Finding[]> {
    return (await this.#texts(ids)).map((json) => JSON.parse(json) as Finding);
  }

  /** The findings as they are stored; those that were deleted are missing. */
  async #texts(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const values = await orUnavailable(() => this.#redis.hmget(keyOf('findings'), ...ids));
    return values.filter((json) => json !== null);
  }

  /** Ids of findings whose last hit is not before a time, oldest first. */
  async #idsSince(time: number): Promise<string[]> {
    const from = Number.isFinite(time) ? time : '-inf';
    return await orUnavailable(() => this.#redis.zrangebyscore(keyOf('findings-by-last'), from, '+inf'));
  }
}

async function orUnavailable<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw new FindingStoreUnavailableError(error);
  }
}
