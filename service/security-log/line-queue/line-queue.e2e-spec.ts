import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NOON, actor, effects, finding, lines } from '../../test/given-finding.ts';
import { SecurityLogRedis, SecurityLogSqlite } from '../../test/security-log-media.ts';
import type { SecurityLogMedium } from '../../test/security-log-media.ts';
import { LinePositionError, LineQueueFullError, TooManyOriginsError } from '../security-log.errors.ts';
import type { SecurityLogStores } from '../stores/create-stores.ts';
import { MAX_HTTP_ORIGINS } from './line-queue.ts';
import type { LineQueue, QueuedBatch } from './line-queue.ts';

describe.each([
  ['SQLite', new SecurityLogSqlite()],
  ['Redis', new SecurityLogRedis()],
  ['a Redis cluster', new SecurityLogRedis(true)],
])('The line queue in %s', (_, medium: SecurityLogMedium) => {
  const opened: SecurityLogStores[] = [];
  let stores: SecurityLogStores;
  let queue: LineQueue;
  const open = (): SecurityLogStores => {
    const one = medium.open();
    opened.push(one);
    return one;
  };
  const read = (from: LineQueue = queue, most = 1000): Promise<readonly QueuedBatch[]> =>
    from.read(most, AbortSignal.timeout(8000));
  const nothing = (from: LineQueue): Promise<readonly QueuedBatch[]> => from.read(1000, AbortSignal.timeout(600));
  const texts = (batches: readonly QueuedBatch[]): string[] => batches.flatMap((batch) => batch.lines);
  beforeAll(() => medium.start(), 60_000);
  afterAll(() => medium.stop());
  beforeEach(async () => {
    await medium.clear();
    stores = open();
    ({ queue } = stores);
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.queue.close();
  });

  it('should return lines in the order of each origin, with everything that was said about them', async () => {
    const odd = ['', 'NUL \0, ANSI \u001b[31m', '\ufffd é 🙂 "quoted"\t', 'a\nb'];
    for (const origin of ['http:a', 'http:b'])
      for (const number of [1, 2, 3]) await queue.append(lines({ origin, lines: [`${origin} ${number}`] }));
    await queue.append(lines({ origin: 'http:a', format: 'combined', lines: odd, collected: NOON + 5 }));
    const batches = await read();
    for (const origin of ['http:a', 'http:b'])
      expect(texts(batches.filter((batch) => batch.origin === origin)).slice(0, 3)).toEqual(
        [1, 2, 3].map((number) => `${origin} ${number}`),
      );
    expect(batches.filter(({ origin }) => origin === 'http:a').at(-1)).toEqual({
      id: expect.any(String),
      origin: 'http:a',
      format: 'combined',
      lines: [...odd.slice(0, 3), 'a b'],
      collected: NOON + 5,
      deliveries: 1,
    });
    expect(batches[0]?.format).toBeUndefined();
  });

  it('should limit the origins that senders name, but not others', async () => {
    await queue.append(lines({ origin: 'http:a' }));
    const nothingRead = { read: 1, unreadable: 0, example: undefined, newest: undefined, format: undefined };
    const others = Array.from({ length: MAX_HTTP_ORIGINS - 2 }, (_unused, index) => `http:${String(index)}`);
    const known = new Map(['http:a', ...others].map((origin) => [origin, nothingRead]));
    expect(await queue.commit(await read(), effects({ read: known }))).toBe('stored');
    await queue.append(lines({ origin: 'http:last' }));
    await expect(queue.append(lines({ origin: 'http:new' }))).rejects.toThrow(TooManyOriginsError);
    for (const origin of ['http:a', 'http:last', 'file:/new']) await queue.append(lines({ origin }));
    expect((await queue.lag()).lines).toBe(4);
  });

  it('should return at most so many lines, but at least one batch', async () => {
    for (const count of [30, 30, 30]) await queue.append(lines({ lines: Array.from({ length: count }, String) }));
    const sizes: number[] = [];
    for (const most of [10, 60]) {
      const batches = await read(queue, most);
      sizes.push(batches.length);
      await queue.commit(batches, effects());
    }
    expect(sizes).toEqual([1, 2]);
  });

  it('should wait for lines, until the signal aborts', async () => {
    const waiting = read();
    await queue.append(lines({ lines: ['late'] }));
    const batches = await waiting;
    expect(texts(batches)).toEqual(['late']);
    await queue.commit(batches, effects());
    expect(await nothing(queue)).toEqual([]);
  });

  it('should ignore a batch whose position is recorded, and refuse one that does not continue from there', async () => {
    const at = (before: string | undefined, after: string, text: string): Promise<string> =>
      queue.append(lines({ origin: 'file:/a', lines: [text], position: { before, after } }));
    expect(await queue.positionOf('file:/a')).toBeUndefined();
    expect(await at(undefined, '10', 'first')).toBe('appended');
    expect(await at(undefined, '10', 'first')).toBe('already appended');
    expect(await queue.positionOf('file:/a')).toBe('10');
    await expect(at(undefined, '20', 'lost')).rejects.toBeInstanceOf(LinePositionError);
    await expect(at('15', '20', 'lost')).rejects.toBeInstanceOf(LinePositionError);
    expect(await at('10', '20', 'second')).toBe('appended');
    expect(texts(await read())).toEqual(['first', 'second']);
    expect((await queue.lag()).lines).toBe(2);
  });

  it('should refuse lines at the limit, drop none, and accept others when lines were analysed', async () => {
    const text = 'x'.repeat(300_000);
    for (const number of [1, 2, 3]) await queue.append(lines({ lines: [`${number}${text}`] }));
    const position = { before: undefined, after: '1' };
    await expect(queue.append(lines({ lines: [text], position }))).rejects.toBeInstanceOf(LineQueueFullError);
    expect(await queue.positionOf('http:edge')).toBeUndefined();
    const batches = await read(queue, 2);
    expect(texts(batches).map((line) => line[0])).toEqual(['1', '2']);
    expect(await queue.commit(batches, effects())).toBe('stored');
    expect(await queue.append(lines({ lines: [text], position }))).toBe('appended');
    expect(await queue.lag()).toEqual({ lines: 2, oldest: NOON, deadLetters: 0 });
  });

  it('should accept a single batch that is larger than the limit, because it would never fit', async () => {
    await queue.append(lines({ lines: ['x'.repeat(1_100_000)] }));
    await expect(queue.append(lines())).rejects.toBeInstanceOf(LineQueueFullError);
    await queue.commit(await read(), effects());
    expect(await queue.append(lines())).toBe('appended');
  });

  it('should store effects and acknowledge together, once', async () => {
    await queue.append(lines());
    const batches = await read();
    const more = { read: 1, unreadable: 1, example: 'odd', newest: NOON, format: 'combined' };
    const all = effects({ actors: [actor()], findings: [finding()], read: new Map([['http:edge', more]]) });
    expect(await queue.commit(batches, all)).toBe('stored');
    // The answer was lost, and the effects are committed again.
    expect(await queue.commit(batches, all)).toBe('stored');
    expect(await stores.findings.actors(['address:192.0.2.7', 'none'])).toEqual([actor({ version: 1 })]);
    expect(await stores.findings.find(finding().id)).toEqual(JSON.parse(JSON.stringify(finding())));
    await queue.append(lines());
    const next = { read: 2, unreadable: 1, example: 'other', newest: NOON - 1, format: undefined };
    await queue.commit(await read(), effects({ read: new Map([['http:edge', next]]) }));
    expect((await stores.findings.origins()).get('http:edge')).toEqual({
      read: 3,
      unreadable: 2,
      example: 'odd',
      newest: NOON,
      format: 'combined',
    });
    expect(await queue.lag()).toEqual({ lines: 0, oldest: undefined, deadLetters: 0 });
  });

  it('should store nothing if an actor was changed meanwhile', async () => {
    await queue.append(lines());
    await queue.commit(await read(), effects({ actors: [actor()] }));
    await queue.append(lines());
    const batches = await read();
    for (const version of [0, 2]) {
      const stale = effects({ actors: [actor({ key: 'user:a' }), actor({ version })], findings: [finding()] });
      expect(await queue.commit(batches, stale)).toBe('conflict');
    }
    expect(await stores.findings.actors(['user:a'])).toEqual([]);
    expect(await stores.findings.find(finding().id)).toBeUndefined();
    expect(await queue.commit(batches, effects({ actors: [actor({ version: 1, state: '{}' })] }))).toBe('stored');
    expect(await stores.findings.actors(['address:192.0.2.7'])).toEqual([actor({ version: 2, state: '{}' })]);
  });

  it('should give the lines of a process that ended to another, in their order, and not accept what it sends late', async () => {
    for (const text of ['1', '2', '3']) await queue.append(lines({ lines: [text] }));
    const dead = open().queue;
    const before = await read(dead);
    const [, second] = before;
    if (second === undefined) throw new Error('not read');
    expect(texts(before)).toEqual(['1', '2', '3']);
    expect(await nothing(queue)).toEqual([]);
    await dead.close();
    const again = await read();
    expect([texts(again), again[0]?.deliveries]).toEqual([['1'], 2]);
    expect(await queue.commit(again, effects())).toBe('stored');
    const late = open().queue;
    expect(await late.commit(before, effects({ findings: [finding()] }))).toBe('reassigned');
    expect(await late.commit(before.slice(1), effects({ findings: [finding()] }))).toBe('reassigned');
    await late.bury(second, 'It is not ours.');
    expect((await queue.lag()).deadLetters).toBe(0);
    expect(await stores.findings.find(finding().id)).toBeUndefined();
    for (const text of ['2', '3']) {
      const next = await read();
      expect(texts(next)).toEqual([text]);
      await queue.commit(next, effects());
    }
    expect((await queue.lag()).lines).toBe(0);
  });

  it('should return uncommitted batches again, one at a time, and count their deliveries', async () => {
    for (const text of ['1', '2']) await queue.append(lines({ lines: [text] }));
    expect(texts(await read())).toEqual(['1', '2']);
    for (const deliveries of [2, 3]) {
      const batches = await read();
      expect(batches.map((batch) => [batch.lines[0], batch.deliveries])).toEqual([['1', deliveries]]);
    }
  });

  it('should keep dead letters, list them, and replay them', async () => {
    for (const text of ['bad', 'good']) await queue.append(lines({ lines: [text], format: 'combined' }));
    const [bad, good] = await read();
    if (bad === undefined || good === undefined) throw new Error('not read');
    await queue.bury(bad, 'It cannot be read.');
    expect(await queue.commit([good], effects())).toBe('stored');
    expect(await queue.lag()).toEqual({ lines: 0, oldest: undefined, deadLetters: 1 });
    const letters = await queue.deadLetters(10);
    expect(letters).toEqual([{ ...bad, id: letters[0]?.id, deliveries: 1, reason: 'It cannot be read.' }]);
    expect(await queue.replay(['999', letters[0]?.id ?? '', 'x'])).toBe(1);
    expect(await queue.lag()).toEqual({ lines: 1, oldest: NOON, deadLetters: 0 });
    const again = await read();
    expect(again).toEqual([{ ...bad, id: again[0]?.id, deliveries: 1 }]);
    await queue.commit(again, effects());
  });

  it('should count dead letters towards the limit', async () => {
    await queue.append(lines({ lines: ['x'.repeat(1_000_000)] }));
    const [batch] = await read();
    if (batch === undefined) throw new Error('not read');
    await queue.bury(batch, 'It cannot be read.');
    await expect(queue.append(lines({ lines: ['y'.repeat(100_000)] }))).rejects.toBeInstanceOf(LineQueueFullError);
    await stores.findings.purge({ findings: 0, lines: Date.now() + 1000, actors: 0 });
    expect(await queue.deadLetters(10)).toEqual([]);
    expect(await queue.append(lines({ lines: ['y'.repeat(100_000)] }))).toBe('appended');
  });
});
