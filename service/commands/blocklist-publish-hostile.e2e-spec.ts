import { readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GitHttpsServer, GitSshServer } from '../test/git-servers.ts';
import type { ServedRepository } from '../test/git-servers.ts';
import { listFiles, ListServer } from '../test/list-server.ts';
import { commitsOf, git, Publisher, verifyCommits } from '../test/publisher.ts';

const FIRST = ['45.0.0.1', '45.0.0.7', '2a00:1:2:3::/64'];

/** An entry of a tree: mode, content or (for a submodule) commit, and path. */
type Entry = readonly [mode: string, content: string | Buffer, path: string];

/** Commits entries of any kind on the branch, on top of what is there. */
function plant(repository: ServedRepository, entries: readonly Entry[]): void {
  const env = {
    ...process.env,
    ...{ GIT_INDEX_FILE: `${repository.path}/planted`, GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org' },
    ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org' },
  };
  const run = (args: readonly string[], input: string | Buffer = ''): string =>
    execFileSync('git', ['-C', repository.path, ...args], { env, input, encoding: 'utf8' }).trim();
  const head = git(repository, 'for-each-ref', '--format=%(objectname)', 'refs/heads/main');
  run(['read-tree', head === '' ? '--empty' : head]);
  for (const [mode, content, path] of entries) {
    const object = mode === '160000' ? String(content) : run(['hash-object', '-w', '--stdin'], content);
    run(['update-index', '--add', '--replace', '--cacheinfo', `${mode},${object},${path}`]);
  }
  const parents = head === '' ? [] : ['-p', head];
  run(['update-ref', 'refs/heads/main', run(['commit-tree', ...parents, '-m', 'Planted', run(['write-tree'])])]);
}

describe('npm run blocklist:publish, with a hostile or unlucky repository', () => {
  let lists: ListServer;
  let https: GitHttpsServer;
  let ssh: GitSshServer;
  let publisher: Publisher;
  let number = 0;
  const newName = (): string => `r${String((number += 1))}`;
  beforeAll(async () => {
    [lists, https, ssh] = await Promise.all([ListServer.start(), GitHttpsServer.start(), GitSshServer.start()]);
    publisher = new Publisher(lists);
    lists.serve(3, listFiles(3, FIRST));
  });
  afterAll(async () => {
    publisher.remove();
    await Promise.all([lists.stop(), https.stop(), ssh.stop()]);
  });

  it('should follow no link, submodule, attribute or hook of the repository', async () => {
    const repository = https.create(newName());
    await publisher.run([publisher.https(https, repository)]);
    plant(repository, [
      ['120000', '/etc/passwd', 'ipv4.txt'],
      ['120000', '../../../../etc', 'link'],
      ['160000', '1234567890123456789012345678901234567890', 'module'],
      ['100644', '[submodule "module"]\n\tpath = module\n\turl = ../secret.git\n', '.gitmodules'],
      ['100644', '* filter=evil eol=crlf working-tree-encoding=UTF-16 ident\n', '.gitattributes'],
      ['100755', '#!/bin/sh\ntouch /tmp/kiosque-evil\n', 'hooks/pre-push'],
    ]);
    const before = git(repository, 'ls-tree', 'main').split('\n');
    expect(await publisher.run([publisher.https(https, repository)])).toMatchObject({ code: 0, stderr: '' });
    const after = git(repository, 'ls-tree', 'main').split('\n');
    expect(before.filter((line) => !after.includes(line))).toEqual([
      expect.stringMatching(/\tCHANGELOG\.md$/),
      expect.stringMatching(/^120000 .*\tipv4\.txt$/),
    ]);
    expect(git(repository, 'show', 'main:ipv4.txt')).toBe(listFiles(3, FIRST)['ipv4.txt']?.trimEnd());
    verifyCommits(repository, publisher, commitsOf(repository).slice(0, 1));
  });

  it.each<[string, Entry, object, string]>([
    ['a directory of a published name', ['100644', 'mine', 'ipv4.txt/notes'], {}, 'ipv4.txt'],
    ['a file instead of the directory', ['100644', 'mine', 'lists'], { directory: 'lists/kiosque' }, 'lists'],
    ['a link instead of the directory', ['120000', '/etc', 'lists'], { directory: 'lists' }, 'lists'],
    ['a script of the same name', ['100755', 'mine', 'firewall/install'], { scripts: true }, 'firewall/install'],
    ['a file instead of the directory of scripts', ['100644', 'mine', 'firewall'], { scripts: true }, 'firewall'],
  ])('should not overwrite %s', async (_, entry, more, name) => {
    for (const isFirst of [true, false]) {
      const repository = ssh.create(newName());
      // Lists that were published without the scripts do not make their directory Kiosque's.
      if (!isFirst && 'scripts' in more) await publisher.run([publisher.ssh(ssh, repository)]);
      plant(repository, [entry]);
      expect(await publisher.run([publisher.ssh(ssh, repository, more)])).toEqual({
        code: 1,
        stdout: '',
        stderr: `ssh: ${name} exists, and was not published by Kiosque: set directory of the target, or delete it.\n`,
      });
      expect(git(repository, 'log', '-1', '--format=%s', 'main')).toBe('Planted');
    }
  });

  it('should read no more than 64 MiB of a list, and publish nothing of it', async () => {
    const repository = ssh.create(newName());
    const [files, huge] = [listFiles(3, FIRST), 'x'.repeat(40 * 1024 * 1024)];
    lists.serve(3, { ...files, 'blocklist.csv': huge, 'blocklist.ipset': huge });
    const ended = await publisher.run([publisher.ssh(ssh, repository)]);
    lists.serve(3, files);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `${lists.url}blocklist.ipset is too large: a list may have 67108864 bytes in all files.\n`,
    });
  });

  it('should publish to the other targets when a file of one is too large to read', async () => {
    const [huge, good] = [https.create(newName()), ssh.create(newName())];
    // It packs to less than a tenth of a megabyte.
    plant(huge, [['100644', Buffer.alloc(80 * 1024 * 1024), 'CHANGELOG.md']]);
    const ended = await publisher.run([publisher.https(https, huge), publisher.ssh(ssh, good)]);
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringMatching(/^ssh: Block 3, /) });
    expect(ended.stderr).toBe('https: fatal: git printed more than 67108864 bytes.\n');
    expect(readdirSync(publisher.temporary)).toEqual([]);
  });
});
