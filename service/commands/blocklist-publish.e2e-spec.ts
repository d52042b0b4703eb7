import { readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { GitHttpsServer, GitSshServer, newSshKey } from '../test/git-servers.ts';
import { listFiles, ListServer } from '../test/list-server.ts';
import { commitForeign, commitsOf, git, Publisher, verifyCommits } from '../test/publisher.ts';
import { runCommand } from '../test/run-command.ts';

const FIRST = ['45.0.0.1', '45.0.0.7', '45.1.0.0/24', '2a00:1:2:3::/64'];

describe('npm run blocklist:publish', () => {
  let lists: ListServer;
  let https: GitHttpsServer;
  let ssh: GitSshServer;
  let publisher: Publisher;
  let number = 0;
  const newName = (): string => `r${String((number += 1))}`;
  beforeAll(async () => {
    [lists, https, ssh] = await Promise.all([ListServer.start(), GitHttpsServer.start(), GitSshServer.start()]);
    publisher = new Publisher(lists);
  });
  afterEach(() => {
    lists.before = () => undefined;
    lists.key = undefined;
    // Nothing is left behind, whatever happens.
    expect(readdirSync(publisher.temporary)).toEqual([]);
  });
  afterAll(async () => {
    publisher.remove();
    await Promise.all([lists.stop(), https.stop(), ssh.stop()]);
  });

  it('should publish to empty repositories over HTTPS and SSH with one signed commit each, and then only changes', async () => {
    lists.key = 'kq_secret-key-to-read';
    lists.serve(7, listFiles(7, FIRST));
    const [one, two] = [https.create(newName()), ssh.create(newName())];
    const targets = [publisher.https(https, one), publisher.ssh(ssh, two, { directory: 'lists/kiosque' })];
    expect(await publisher.run(targets)).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(
        /^https: Block 4, unblock 0 addresses \(version 7\), commit [\da-f]{12}\nssh: Block 4, .*\n$/,
      ),
    });
    for (const [repository, directory] of [
      [one, ''],
      [two, 'lists/kiosque/'],
    ] as const) {
      verifyCommits(repository, publisher, commitsOf(repository));
      expect(git(repository, 'show', `main:${directory}all.txt`)).toBe(listFiles(7, FIRST)['all.txt']?.trimEnd());
      expect(git(repository, 'show', `main:${directory}all.txt.sig`)).toContain('BEGIN SSH SIGNATURE');
      expect(git(repository, 'log', '-1', '--format=%an %ae%n%B', 'main')).toBe(
        'Kiosque kiosque@example.org\nBlock 4, unblock 0 addresses (version 7)\n\nEntries: 4\nBlocked: brute-force 4',
      );
    }
    const again = await publisher.run(targets);
    expect(again).toEqual({
      code: 0,
      stderr: '',
      stdout: 'https: unchanged (version 7)\nssh: unchanged (version 7)\n',
    });

    lists.serve(8, listFiles(8, [...FIRST.slice(1), '45.9.9.9', '45.9.9.8']));
    expect((await publisher.run(targets)).code).toBe(0);
    expect(git(one, 'log', '--format=%s', 'main')).toBe(
      'Block 2, unblock 1 addresses (version 8)\nBlock 4, unblock 0 addresses (version 7)',
    );
    expect(git(one, 'show', 'main:CHANGELOG.md')).toBe(
      [
        '# Changes of the blocklist\n\nNewest first. Commits of Kiosque in this history: 2.',
        '## Version 8, 2026-11-22T09:00:00Z\n\n- Block 2, unblock 1 addresses\n- Entries: 5\n- Blocked: brute-force 2\n- Unblocked: expired 0, other 1',
        '## Version 7, 2026-11-22T09:00:00Z\n\n- Block 4, unblock 0 addresses\n- Entries: 4\n- Blocked: brute-force 4',
      ].join('\n\n'),
    );
  });

  it('should leave the files of other people as they are, byte for byte', async () => {
    const repository = https.create(newName());
    const foreign = { 'README.md': 'ours\r\n', '.gitattributes': '*.txt text eol=crlf\n', 'notes.txt': 'x\n' };
    lists.serve(3, listFiles(3, FIRST));
    // The first commit of a repository.
    const start = https.create(newName());
    await publisher.run([publisher.https(https, start, { directory: 'x' })]);
    git(repository, 'fetch', '--quiet', start.path, 'main:main');
    commitForeign(repository, foreign);
    const before = git(repository, 'ls-tree', 'main');
    expect(await publisher.run([publisher.https(https, repository)])).toMatchObject({ code: 0 });
    expect(git(repository, 'ls-tree', 'main').split('\n')).toEqual(expect.arrayContaining(before.split('\n')));
    expect(git(repository, 'show', 'main:all.txt')).not.toContain('\r');
  });

  it('should rebuild its commit on that of somebody else who pushes at the same moment', async () => {
    const repository = ssh.create(newName());
    lists.serve(3, listFiles(3, FIRST));
    await publisher.run([publisher.ssh(ssh, repository)]);
    // Runs while the server updates the branch, the first two times.
    const hook = [
      '#!/bin/sh',
      'echo x >> pushes',
      'test "$(wc -l < pushes)" -gt 2 && exit 0',
      'export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org',
      'git update-ref "$1" "$(git commit-tree "$1^{tree}" -p "$1" -m Foreign)"',
    ];
    writeFileSync(join(repository.path, 'hooks/update'), `${hook.join('\n')}\n`, { mode: 0o755 });
    lists.serve(4, listFiles(4, FIRST.slice(1)));
    expect(await publisher.run([publisher.ssh(ssh, repository)])).toMatchObject({ code: 0, stderr: '' });
    expect(git(repository, 'log', '--format=%s', 'main').split('\n')).toEqual([
      'Block 0, unblock 1 addresses (version 4)',
      'Foreign',
      'Foreign',
      'Block 4, unblock 0 addresses (version 3)',
    ]);
  });

  it('should say why a server declines the commit, and not try again', async () => {
    const repository = ssh.create(newName());
    const hook =
      '#!/bin/sh\necho x >> pushes\necho "GitLab: You are not allowed to push code to protected branches" >&2\nexit 1\n';
    writeFileSync(join(repository.path, 'hooks/pre-receive'), hook, { mode: 0o755 });
    lists.serve(3, listFiles(3, FIRST));
    expect(await publisher.run([publisher.ssh(ssh, repository)])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'ssh: the branch is protected: allow these credentials to push to it.\n',
    });
    expect(readFileSync(join(repository.path, 'pushes'), 'utf8')).toBe('x\n');
  });

  it('should not overwrite files of the same names that it did not publish', async () => {
    const [start, repository] = [https.create(newName()), https.create(newName())];
    lists.serve(3, listFiles(3, FIRST));
    await publisher.run([publisher.https(https, start, { directory: 'x' })]);
    git(repository, 'fetch', '--quiet', start.path, 'main:main');
    commitForeign(repository, { 'ipv4.txt': '45.0.0.0/8\n' });
    expect(await publisher.run([publisher.https(https, repository)])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'https: ipv4.txt exists, and was not published by Kiosque: set directory of the target, or delete it.\n',
    });
  });

  it('should publish the firewall scripts, signed, where the target asks for them', async () => {
    const repository = ssh.create(newName());
    lists.serve(3, listFiles(3, FIRST));
    const target = publisher.ssh(ssh, repository, { scripts: true, directory: 'lists' });
    expect(await publisher.run([target])).toMatchObject({ code: 0, stderr: '' });
    const names = git(repository, 'ls-tree', '--name-only', 'main:lists/firewall').split('\n');
    const expected = readdirSync('tools/firewall').filter((name) => name !== 'test' && !name.endsWith('.ts'));
    expect(names).toEqual(expected.flatMap((name) => [name, `${name}.sig`]).sort());
    const tree = git(repository, 'ls-tree', 'main:lists/firewall');
    for (const name of ['kiosque-blocklist', 'install']) expect(tree).toMatch(new RegExp(`^100755 .*\t${name}$`, 'm'));
    expect(tree.match(/^100755/gm)).toHaveLength(2);
    const signature = git(repository, 'show', 'main:lists/firewall/kiosque-blocklist.sig');
    const file = publisher.file('script.sig', `${signature}\n`);
    const verify = `ssh-keygen -Y verify -f ${publisher.allowedSigners} -I kiosque-blocklist -n kiosque-blocklist -s ${file}`;
    const env = { PATH: process.env['PATH'] };
    const checked = await runCommand('sh', ['-c', `${verify} < tools/firewall/kiosque-blocklist`], { env });
    expect(checked).toMatchObject({ code: 0 });
    expect(await publisher.run([target])).toMatchObject({ stdout: 'ssh: unchanged (version 3)\n' });
  });

  it.each<[string, () => void, string]>([
    [
      'has a wrong signature',
      () => {
        // Of the right version and format, but not signed.
        const forged = listFiles(4, ['45.0.0.1', '45.0.0.8'])['ipv4.txt'] ?? '';
        lists.serve(4, listFiles(4, ['45.0.0.1', '45.0.0.7']), { 'ipv4.txt': forged });
      },
      'The signature of ipv4.txt is not one of BLOCKLIST_ALLOWED_SIGNERS_FILE (',
    ],
    [
      'contains everything',
      () => {
        lists.serve(4, listFiles(4, ['0.0.0.0/0']));
      },
      'blocklist.json contains "0.0.0.0/0", which must never be listed; nothing was published.',
    ],
  ])('should publish nothing if the list %s', async (_, serve, message) => {
    const repository = https.create(newName());
    lists.serve(3, listFiles(3, FIRST));
    const target = publisher.https(https, repository);
    await publisher.run([target]);
    serve();
    const { code, stdout, stderr } = await publisher.run([target]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(commitsOf(repository)).toHaveLength(1);
  });

  it('should read the list again if its version changes, and publish only files of one version', async () => {
    const repository = https.create(newName());
    lists.serve(3, listFiles(3, FIRST));
    let changed = false;
    lists.before = (name) => {
      if (name !== 'ipv6.txt' || changed) return;
      changed = true;
      lists.serve(4, listFiles(4, FIRST.slice(1)));
    };
    expect(await publisher.run([publisher.https(https, repository)])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Block 3, unblock 0 addresses (version 4)'),
    });
    for (const name of ['all.txt', 'ipv4.txt']) expect(git(repository, 'show', `main:${name}`)).toContain('version: 4');
  });

  it('should not publish an older version over a newer one', async () => {
    const repository = https.create(newName());
    lists.serve(9, listFiles(9, FIRST));
    await publisher.run([publisher.https(https, repository)]);
    lists.serve(8, listFiles(8, ['45.3.3.3']));
    expect(await publisher.run([publisher.https(https, repository)])).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^https: the repository has a newer version than BLOCKLIST_URL serves: .*\n$/),
    });
    expect(commitsOf(repository)).toHaveLength(1);
  });

  it('should say that the key to read the lists is wrong', async () => {
    lists.serve(3, listFiles(3, FIRST));
    lists.key = 'right';
    const key = publisher.file('wrong-key', 'wrong');
    const ended = await publisher.run([publisher.https(https, https.create(newName()))], { BLOCKLIST_KEY_FILE: key });
    expect(ended).toMatchObject({
      code: 1,
      stderr: `${lists.url}all.txt answers 401: BLOCKLIST_KEY_FILE must contain a key with the scope blocklist.\n`,
    });
  });

  it('should publish to the other targets if one fails, and print no secrets', async () => {
    lists.serve(3, listFiles(3, FIRST));
    const good = ssh.create(newName());
    const closed = { url: 'https://127.0.0.1:1/x.git', path: '' };
    const wrong = publisher.file('wrong-token', 'Wrong-Secret-Token');
    const stranger = newSshKey(join(publisher.directory, 'stranger'));
    const ended = await publisher.run([
      publisher.https(https, https.create(newName()), { name: 'password', tokenFile: wrong }),
      publisher.https(https, closed, { name: 'closed' }),
      publisher.https(
        https,
        { url: `${https.create(newName()).url.slice(0, -5)}-none.git`, path: '' },
        { name: 'none' },
      ),
      publisher.ssh(ssh, good, { name: 'stranger', privateKeyFile: stranger }),
      publisher.https(https, https.create(newName()), { name: 'untrusted', caFile: undefined }),
      publisher.https(https, https.create(newName()), { name: 'missing', tokenFile: '/nowhere' }),
      publisher.ssh(ssh, good, { name: 'good' }),
    ]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^good: Block 4, .*\n$/);
    expect(ended.stderr.split('\n')).toEqual([
      'password: the server does not accept usernameFile and tokenFile, or they may not write.',
      'closed: the server cannot be reached.',
      'none: there is no such repository, or these credentials may not read it.',
      'stranger: the server does not accept the key of privateKeyFile.',
      'untrusted: the certificate of the server is not trusted: set caFile.',
      'missing: tokenFile cannot be read: ENOENT.',
      '',
    ]);
    expect(JSON.stringify(ended)).not.toMatch(/Secret/);
  });

  it('should refuse a server whose host key has changed', async () => {
    const other = await GitSshServer.start();
    try {
      const repository = other.create(newName());
      lists.serve(3, listFiles(3, FIRST));
      await other.changeHostKey();
      expect(await publisher.run([publisher.ssh(other, repository)])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'ssh: the host key of the server is not in knownHostsFile; nothing was sent.\n',
      });
    } finally {
      await other.stop();
    }
  });

  it('should replace a history that has reached its limit, and go on appending where the server refuses that', async () => {
    const [free, strict] = [https.create(newName()), ssh.create(newName())];
    git(strict, 'config', 'receive.denyNonFastForwards', 'true');
    const targets = [publisher.https(https, free, { commits: 3 }), publisher.ssh(ssh, strict, { commits: 3 })];
    const output: string[] = [];
    for (const version of [1, 2, 3, 4]) {
      lists.serve(version, listFiles(version, FIRST.slice(0, version)));
      if (version === 3) for (const repository of [free, strict]) commitForeign(repository, { 'README.md': 'ours\n' });
      output.push((await publisher.run(targets)).stdout);
    }
    expect(output[3]?.split('\n')).toEqual([
      expect.stringMatching(/\(version 4\), commit [\da-f]{12}; the history was replaced by one commit$/),
      expect.stringMatching(
        /; the history has more than the set number of commits, but the server refuses to replace it \(/,
      ),
      '',
    ]);
    expect(commitsOf(free)).toHaveLength(1);
    expect(commitsOf(strict)).toHaveLength(5);
    verifyCommits(free, publisher, commitsOf(free));
    for (const repository of [free, strict]) {
      expect(git(repository, 'show', 'main:README.md')).toBe('ours');
      expect(git(repository, 'show', 'main:CHANGELOG.md').match(/^## /gm)).toHaveLength(4);
    }
  });

  it.each<[string, string, string]>([
    ['BLOCKLIST_TARGETS_FILE', 'targets: []', 'must contain "targets:" with at least one target'],
    ['BLOCKLIST_TARGETS_FILE', 'targets: [{ name: a', 'BLOCKLIST_TARGETS_FILE is not valid YAML'],
    ['BLOCKLIST_COMMIT_KEY_FILE', 'not a key', 'must contain an unencrypted Ed25519 key'],
  ])('should say what is wrong with %s: %s', async (variable, content, message) => {
    lists.serve(3, listFiles(3, FIRST));
    const file = publisher.file('wrong', content);
    const target = publisher.https(https, https.create(newName()));
    expect(await publisher.run([target], { [variable]: file })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });

  it('should remove the directories of runs that were killed', async () => {
    const dead = join(publisher.temporary, 'kiosque-publish-4194399-abc');
    mkdirSync(dead);
    lists.serve(3, listFiles(3, FIRST));
    await publisher.run([publisher.https(https, https.create(newName()))]);
    expect(readdirSync(publisher.temporary)).toEqual([]);
  });
});
