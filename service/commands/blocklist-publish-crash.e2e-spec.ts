import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../test/eventually.ts';
import { GitHttpsServer, GitSshServer } from '../test/git-servers.ts';
import type { ServedRepository } from '../test/git-servers.ts';
import { listFiles, ListServer } from '../test/list-server.ts';
import { commitForeign, commitsOf, git, Publisher, verifyCommits } from '../test/publisher.ts';

/** Publishers that are killed: 50 before a release, fewer in every run. */
const KILLS = Number(process.env['PUBLISHER_KILLS'] ?? '2');
const SEED = Number(process.env['PUBLISHER_SEED'] ?? '42');

/** A repeatable sequence of numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('Several publishers at once', () => {
  let lists: ListServer;
  let https: GitHttpsServer;
  let ssh: GitSshServer;
  let publisher: Publisher;
  let repositories: readonly [ServedRepository, ServedRepository];
  beforeAll(async () => {
    [lists, https, ssh] = await Promise.all([ListServer.start(), GitHttpsServer.start(), GitSshServer.start()]);
    publisher = new Publisher(lists);
    repositories = [https.create('crash'), ssh.create('crash')];
  });
  afterAll(async () => {
    publisher.remove();
    await Promise.all([lists.stop(), https.stop(), ssh.stop()]);
  });

  const targets = (): readonly object[] => [
    publisher.https(https, repositories[0]),
    publisher.ssh(ssh, repositories[1]),
  ];

  /** Versions in the order in which they were committed by publishers. */
  const published = (repository: ServedRepository): readonly number[] =>
    git(repository, 'log', '--reverse', '--format=%s', 'main')
      .split('\n')
      .flatMap((subject) => /\(version (\d+)\)$/.exec(subject)?.[1] ?? [])
      .map(Number);

  function serve(version: number): void {
    const networks = Array.from({ length: version }, (_, index) => `45.0.${String(index >> 8)}.${String(index & 255)}`);
    lists.serve(version, listFiles(version, networks));
  }

  it('should make one commit per change when three of them publish, and somebody else pushes', async () => {
    for (const version of [1, 2]) {
      serve(version);
      const runs = [0, 1, 2].map(() => publisher.run(targets()));
      if (version === 2) for (const repository of repositories) pushUntilAccepted(repository);
      for (const ended of await Promise.all(runs)) expect(ended).toMatchObject({ code: 0, stderr: '' });
    }
    for (const repository of repositories) {
      expect(published(repository)).toEqual([1, 2]);
      expect(git(repository, 'show', 'main:README.md')).toBe('somebody else');
    }
  });

  it(`should lose and double nothing when ${String(KILLS)} publishers are killed at random moments`, async () => {
    const random = randomNumbers(SEED);
    const started = Date.now();
    serve(3);
    await publisher.run(targets());
    const duration = Date.now() - started;
    const states = { before: 0, between: 0, after: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      const version = 4 + kill;
      serve(version);
      await publisher.runAndKill(targets(), random() * duration);
      const done = repositories.filter((repository) => published(repository).includes(version)).length;
      states[done === 0 ? 'before' : done === 1 ? 'between' : 'after'] += 1;
      // What the killed publisher had started may still be running.
      const ended = await publisher.run(targets());
      expect(ended).toMatchObject({ code: 0, stderr: '' });
    }
    // Those that were still in use are removed by a later run.
    await eventually(async () => {
      await publisher.run(targets());
      expect(readdirSync(publisher.temporary)).toEqual([]);
    });
    const versions = Array.from({ length: KILLS + 3 }, (_, index) => index + 1);
    for (const repository of repositories) {
      expect(published(repository)).toEqual(versions);
      const own = git(repository, 'log', '--author=kiosque@example.org', '--format=%H', 'main').split('\n');
      expect(own).toHaveLength(versions.length);
      expect(commitsOf(repository)).toHaveLength(versions.length + 1);
      verifyCommits(repository, publisher, own);
      git(repository, 'fsck', '--strict');
    }
    if (process.env['PUBLISHER_KILLS'] !== undefined)
      process.stdout.write(`killed ${JSON.stringify(states)}, a run takes ${String(duration)} ms\n`);
  }, 600_000);
});

/** Somebody else may lose the race, and pushes again. */
function pushUntilAccepted(repository: ServedRepository): void {
  for (let attempt = 0; ; attempt++) {
    try {
      commitForeign(repository, { 'README.md': 'somebody else\n' });
      return;
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}
