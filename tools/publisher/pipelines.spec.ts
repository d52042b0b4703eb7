import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { GitSshServer } from '../../service/test/git-servers.ts';
import { listFiles, ListServer } from '../../service/test/list-server.ts';
import { commitsOf, git, Publisher, verifyCommits } from '../../service/test/publisher.ts';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';

const PIPELINE = 'tools/publisher/gitlab-ci.yml';
const text = readFileSync(PIPELINE, 'utf8');
const pipeline = load(text) as {
  readonly default: { readonly image: string };
  readonly publish: { readonly script: readonly string[]; readonly resource_group: string };
};

describe(PIPELINE, () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-gitlab-'));
  beforeAll(() => {
    const own = (...args: readonly string[]) => execFileSync('git', ['-C', directory, ...args], { stdio: 'ignore' });
    own('init', '--initial-branch=main');
    own('remote', 'add', 'origin', 'https://gitlab.example.org/kiosque/kiosque.git');
    own('-c', 'user.name=T', '-c', 'user.email=t@example.org', 'commit', '--allow-empty', '--message', 'a');
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  /** Reads it as GitLab would, with GitLab's published schema, which is a part of gitlab-ci-local. */
  function validate(yaml: string): Promise<Ended> {
    writeFileSync(join(directory, '.gitlab-ci.yml'), yaml);
    const program = join(process.cwd(), 'node_modules/gitlab-ci-local/dist/index.js');
    const env = { PATH: process.env['PATH'], HOME: directory };
    return runCommand(
      process.execPath,
      [program, '--variable', 'BLOCKLIST_URL=https://example.org/blocklists/', '--list'],
      { cwd: directory, env },
    );
  }

  it('should be valid, and publish after the tests', async () => {
    const { code, stdout } = await validate(text);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^test +.*test.*$/m);
    expect(stdout).toMatch(/^publish +.*publish.*\[test\]/m);
  });

  it.each([
    ['an unknown keyword', text.replace('resource_group:', 'resource_grup:')],
    ['a stage that does not exist', text.replace('stage: publish', 'stage: release')],
    ['a wrong kind of value', text.replace('needs: [test]', 'needs: { test: 1 }')],
  ])('should be invalid with %s', async (_, yaml) => {
    expect(yaml).not.toBe(text);
    expect((await validate(yaml)).code).not.toBe(0);
  });

  it('should run in the image that the Dockerfile begins with', () => {
    const [, image] = /^ARG NODE_IMAGE=(.*)$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
    expect(pipeline.default.image).toBe(image);
  });

  it('should test, build and publish with the same commands as the workflow of GitHub', () => {
    const workflow = readFileSync('.github/workflows/blocklist.yml', 'utf8');
    const commands = [...text.matchAll(/^ {4}- ((?:npm run|tools\/).*)$/gm)].map(([, command = '']) => command);
    expect(commands).toHaveLength(4);
    for (const command of commands) expect(workflow).toContain(command);
  });
});

describe('tools/publisher/publish', () => {
  let lists: ListServer;
  let ssh: GitSshServer;
  let publisher: Publisher;
  beforeAll(async () => {
    [lists, ssh] = await Promise.all([ListServer.start(), GitSshServer.start()]);
    publisher = new Publisher(lists);
    lists.key = 'kq_pipeline-secret';
    lists.serve(3, listFiles(3, ['45.0.0.1']));
  });
  afterAll(async () => {
    publisher.remove();
    await Promise.all([lists.stop(), ssh.stop()]);
  });

  it.each(['contents', 'files'])('should publish with keys and credentials from variables with %s', async (kind) => {
    const repository = ssh.create(`pipeline-${kind}`);
    const value = (path: string): string => (kind === 'files' ? path : readFileSync(path, 'utf8').trimEnd());
    const targets = `targets:\n  - name: own\n    url: ${repository.url}\n    scripts: true\n    privateKeyFile: deploy-key\n    knownHostsFile: known-hosts\n`;
    const ended = await runCommand('tools/publisher/publish', [], {
      env: {
        PATH: process.env['PATH'],
        TMPDIR: publisher.temporary,
        BLOCKLIST_URL: lists.url,
        BLOCKLIST_TARGETS: targets,
        BLOCKLIST_KEY: lists.key ?? '',
        BLOCKLIST_COMMIT_AUTHOR: 'Kiosque <kiosque@example.org>',
        BLOCKLIST_ALLOWED_SIGNERS: value(lists.allowedSigners),
        BLOCKLIST_COMMIT_KEY: value(publisher.commitKey),
        BLOCKLIST_DEPLOY_KEY: value(ssh.privateKey),
        BLOCKLIST_KNOWN_HOSTS: value(ssh.knownHosts),
      },
    });
    expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^own: Block 1, .*\n$/) });
    verifyCommits(repository, publisher, commitsOf(repository));
    expect(git(repository, 'ls-tree', '--name-only', 'main:firewall')).toContain('kiosque-blocklist.sig');
    // No key is left behind.
    expect(execFileSync('ls', ['-A', publisher.temporary], { encoding: 'utf8' })).toBe('');
  });

  it('should remove the keys at once when the pipeline is cancelled', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const temporary = mkdtempSync(join(publisher.directory, 'cancelled-'));
    const child = spawn('tools/publisher/publish', [], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        TMPDIR: temporary,
        BLOCKLIST_URL: `http://127.0.0.1:${String(port)}/`,
        BLOCKLIST_TARGETS:
          'targets: [{ name: own, url: "git@x:y", privateKeyFile: deploy-key, knownHostsFile: known-hosts }]',
        BLOCKLIST_ALLOWED_SIGNERS: lists.allowedSigners,
        BLOCKLIST_COMMIT_KEY: publisher.commitKey,
      },
    });
    const [socket] = (await once(silent, 'connection')) as [Socket];
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(execFileSync('find', [temporary, '-type', 'f'], { encoding: 'utf8' })).toBe('');
    socket.destroy();
    silent.close();
  }, 20_000);

  it('should say which variable is missing', async () => {
    const env = { PATH: process.env['PATH'] };
    const ended = await runCommand('tools/publisher/publish', [], { env });
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain('set BLOCKLIST_TARGETS to the targets, in YAML');
  });
});
