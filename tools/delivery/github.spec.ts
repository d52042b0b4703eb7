import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';

import { GitHub } from '../test/github/server.ts';
import { limited } from './github.ts';

/** Debian's gh against a test server that refuses what GitHub refuses. */
describe('GitHub', () => {
  let directory = '';
  let github: GitHub;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kiosque-github-'));
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', directory]);
    github = await GitHub.start({ 'kiosque/kiosque': directory });
    const { git } = { git: (...args: string[]) => github.repository('kiosque/kiosque').git(...args) };
    const empty = git('hash-object', '-t', 'tree', '-w', '/dev/null');
    git('update-ref', 'refs/heads/main', git('commit-tree', empty, '-m', 'start'));
    git('update-ref', 'refs/heads/same', 'main');
    git('update-ref', 'refs/heads/proposal', git('commit-tree', empty, '-p', 'main', '-m', 'proposal'));
  });
  afterEach(async () => {
    await github.stop();
    rmSync(directory, { recursive: true });
  });

  const items = () => github.repository('kiosque/kiosque').items;
  const run = (file: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
    runCommand(file, args, {
      env: {
        ...process.env,
        HOME: directory,
        ...github.environment,
        GITHUB_REPOSITORY: 'kiosque/kiosque',
        ...environment,
      },
    });
  /** Calls a function of github.ts in another process, as the scripts do. */
  const call = (expression: string, environment: NodeJS.ProcessEnv = {}) => {
    const program = `import * as github from ${JSON.stringify(join(process.cwd(), 'tools/delivery/github.ts'))};
      try { process.stdout.write(JSON.stringify(github.${expression})); }
      catch (error) { process.stderr.write(error.message); process.exitCode = 1; }`;
    return run(process.execPath, ['--input-type=module', '--eval', program], environment);
  };
  const pull = (head: string, title = 'a', body = 'b') =>
    call(`publishPullRequest('kiosque/kiosque', '${head}', ${JSON.stringify({ title, body })})`);

  it('should open a pull request, update it, and leave it unchanged', async () => {
    const url = 'https://github.com/kiosque/kiosque/pulls/1';
    expect((await pull('proposal')).stdout).toBe(JSON.stringify({ url, what: 'opened' }));
    expect((await pull('proposal')).stdout).toBe(JSON.stringify({ url, what: 'unchanged' }));
    expect((await pull('proposal', 'a', 'c')).stdout).toBe(JSON.stringify({ url, what: 'updated' }));
    expect((await pull('proposal', 'd', 'c')).stdout).toBe(JSON.stringify({ url, what: 'updated' }));
    expect(items()).toMatchObject([{ title: 'd', body: 'c', pull_request: { head: 'proposal', base: 'main' } }]);
    expect(github.requests.filter((request) => request.startsWith('P'))).toEqual([
      'POST /repos/kiosque/kiosque/pulls',
      'PATCH /repos/kiosque/kiosque/pulls/1',
      'PATCH /repos/kiosque/kiosque/pulls/1',
    ]);
  });

  it.each([
    ['a branch that was not pushed', 'none', 'b', 'PullRequest.head is invalid'],
    ['a branch without commits', 'same', 'b', 'No commits between main and same'],
    ['a body that is too long', 'proposal', 'b'.repeat(65_537), 'body is too long (maximum is 65536 characters)'],
  ])('should fail with the reason for %s', async (_, head, body, message) => {
    const { code, stderr } = await pull(head, 'a', body);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
    expect(stderr).toMatch(/^GitHub refused POST repos\/kiosque\/kiosque\/pulls: gh: .*$/);
    expect(items()).toEqual([]);
  });

  it.each([
    ['an unknown repository', { repository: 'kiosque/other' }, 'Not Found (HTTP 404)'],
    ['a wrong token', { GH_ENTERPRISE_TOKEN: 'wrong' }, 'Bad credentials (HTTP 401)'],
    ['a missing token', { GH_ENTERPRISE_TOKEN: undefined }, '(HTTP 401)'],
    ['a certificate that is not trusted', { SSL_CERT_FILE: '/dev/null' }, 'certificate'],
  ])(
    'should fail with the reason for %s',
    async (_, { repository = 'kiosque/kiosque', ...environment }: any, message) => {
      const { code, stderr } = await call(
        `publishIssue('${String(repository)}', { title: 'a', body: 'b' })`,
        environment,
      );
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
      expect(stderr).toMatch(new RegExp(`^GitHub refused GET repos/${String(repository)}/issues`));
      expect(stderr).not.toContain('\n');
    },
  );

  it('should refuse a second pull request for the same branch', async () => {
    await pull('proposal');
    const fields = ['title=a', 'body=b', 'head=proposal', 'base=main'].flatMap((field) => ['--field', field]);
    const path = 'repos/kiosque/kiosque/pulls';
    expect(await run('gh', ['api', '--method', 'POST', path, ...fields])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('A pull request already exists for kiosque:proposal.'),
    });
  });

  it('should close a code block that it cuts', () => {
    const body = `a\n\`\`\`text\n${'line\n'.repeat(20_000)}\`\`\`\n`;
    expect(limited(body, 'cut')).toMatch(/^a\n```text\nline\n[^]*\nline\n```\n\ncut\n$/);
    expect(limited(body, 'cut').length).toBeLessThanOrEqual(65_536);
    expect(limited(body.slice(0, 65_536), 'cut')).toBe(body.slice(0, 65_536));
  });

  it('should not change a body that only differs in line ends', async () => {
    await pull('proposal', 'a', 'b\nc\n');
    for (const item of items()) item.body = 'b\r\nc';
    expect((await pull('proposal', 'a', 'b\nc\n')).stdout).toContain('unchanged');
  });

  describe('scan-issue', () => {
    const summary = () => join(directory, 'summary.md');
    const issue = () => run(process.execPath, ['tools/delivery/scan-issue.ts', summary()]);

    it('should open one issue, and update it with the next findings', async () => {
      await pull('proposal', 'Images that run have findings that block');
      writeFileSync(summary(), '| CVE-2026-10001 |\n');
      expect(await issue()).toMatchObject({
        code: 0,
        stdout: 'https://github.com/kiosque/kiosque/issues/2 was opened\n',
      });
      expect(await issue()).toMatchObject({ code: 0, stdout: expect.stringContaining('/2 was not changed') });
      writeFileSync(summary(), '| CVE-2026-10002 |\n'.repeat(5000));
      expect(await issue()).toMatchObject({ code: 0, stdout: expect.stringContaining('/2 was updated') });
      expect(items()).toHaveLength(2);
      expect(items()[1]?.body).toMatch(/CVE-2026-10002 \|\n\nThe rest is in the summary of the workflow run\.\n$/);
    });

    it('should find the open issue among many', async () => {
      writeFileSync(summary(), 'a\n');
      await issue();
      const repository = items();
      for (let number = 2; number <= 120; number += 1)
        repository.unshift({
          ...(repository[0] as (typeof repository)[0]),
          number,
          title: `another ${String(number)}`,
        });
      expect(await issue()).toMatchObject({ code: 0, stdout: expect.stringContaining('/1 was not changed') });
    });

    it('should open another one if the last was closed', async () => {
      writeFileSync(summary(), 'a\n');
      await issue();
      for (const item of items()) item.state = 'closed';
      expect(await issue()).toMatchObject({ code: 0, stdout: expect.stringContaining('/2 was opened') });
    });

    it('should need a summary', async () => {
      expect(await run(process.execPath, ['tools/delivery/scan-issue.ts'])).toMatchObject({ code: 1 });
      expect(await issue()).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') });
    });
  });
});
