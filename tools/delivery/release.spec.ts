import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const root = process.cwd();
const directory = mkdtempSync(join(tmpdir(), 'kiosque-release-'));
const log = join(directory, 'calls.log');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Stands in for registries and GitHub: programs that record their arguments and print what the test specifies. */
function program(name: string, body: string): void {
  const file = join(directory, 'bin', name);
  mkdirSync(join(directory, 'bin'), { recursive: true });
  writeFileSync(file, `#!/usr/bin/env bash\necho "${name} $*" >> "${log}"\n${body}\n`);
  chmodSync(file, 0o755);
}

async function script(name: string, ...args: string[]): Promise<Ended & { calls: string[] }> {
  const PATH = `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`;
  const env = { PATH, GITHUB_REPOSITORY: 'kiosque/kiosque' };
  const ended = await runCommand(join(root, 'tools', name), args, { cwd: directory, env });
  return { ...ended, calls: readFileSync(log, 'utf8').trim().split('\n') };
}

beforeEach(() => {
  writeFileSync(log, '');
});

describe('push-index', () => {
  beforeAll(() => {
    mkdirSync(join(directory, 'digests'));
    for (const digit of ['a', 'b']) writeFileSync(join(directory, 'digests', digit.repeat(64)), '');
  });

  it('should combine the images of both architectures and print the digest of the index', async () => {
    program('docker', `[ "$3" = create ] || echo '${digest('c')}'`);
    const { code, stdout, calls } = await script('delivery/push-index', 'ghcr.io/kiosque/kiosque', '1.2.3', 'digests');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `digest=${digest('c')}\n` });
    expect(calls[0]).toBe(
      'docker buildx imagetools create --tag ghcr.io/kiosque/kiosque:1.2.3 ' +
        `ghcr.io/kiosque/kiosque@${digest('a')} ghcr.io/kiosque/kiosque@${digest('b')}`,
    );
  });

  it('should reject an invalid digest', async () => {
    program('docker', 'echo latest');
    const { code, stderr } = await script('delivery/push-index', 'ghcr.io/kiosque/kiosque', '1.2.3', 'digests');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('the registry returned "latest"') });
  });
});

describe('verify-image', () => {
  const image = `kiosque.azurecr.io/kiosque@${digest('a')}`;

  it('should verify signature, provenance and SBOM in the registry where the digest was signed', async () => {
    program('cosign', '');
    program('gh', '');
    const { code, calls } = await script('delivery/verify-image', image, 'kiosque/kiosque');
    expect(code).toBe(0);
    const signed = `ghcr.io/kiosque/kiosque@${digest('a')}`;
    expect(calls).toEqual([
      `cosign verify ${signed} --certificate-oidc-issuer https://token.actions.githubusercontent.com ` +
        '--certificate-identity-regexp ^https://github.com/kiosque/kiosque/.github/workflows/publish.yml@refs/(heads/main|tags/v[0-9.]+)$',
      `gh attestation verify oci://${signed} --repo kiosque/kiosque --predicate-type https://slsa.dev/provenance/v1`,
      `gh attestation verify oci://${signed} --repo kiosque/kiosque --predicate-type https://cyclonedx.org/bom`,
    ]);
  });

  it('should look up the image of the publisher by its own name', async () => {
    program('cosign', '');
    program('gh', '');
    const publisher = `kiosque.azurecr.io/kiosque-publisher@${digest('a')}`;
    const { code, calls } = await script('delivery/verify-image', publisher, 'kiosque/kiosque');
    expect(code).toBe(0);
    expect(calls).toHaveLength(3);
    for (const call of calls) expect(call).toContain(`ghcr.io/kiosque/kiosque-publisher@${digest('a')} `);
  });

  it.each([
    ['signature', 'cosign', 'exit 1'],
    ['provenance', 'gh', '[[ $* != *slsa.dev* ]]'],
    ['SBOM', 'gh', '[[ $* != *cyclonedx.org* ]]'],
  ])('should fail without the %s', async (_, name, body) => {
    program('cosign', '');
    program('gh', '');
    program(name, body);
    expect((await script('delivery/verify-image', image, 'kiosque/kiosque')).code).toBe(1);
  });

  it.each([
    ['a tag', ['ghcr.io/kiosque/kiosque:1', 'kiosque/kiosque']],
    ['no repository', [image]],
  ])('should reject %s', async (_, args) => {
    expect(await script('delivery/verify-image', ...args)).toMatchObject({ code: 2, calls: [''] });
  });
});

describe('verify-release', () => {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
      cwd: directory,
      encoding: 'utf8',
    });

  beforeAll(() => {
    cpSync('package.json', join(directory, 'package.json'));
    git('init', '--quiet', '--initial-branch=main');
    git('add', 'package.json');
    git('commit', '--quiet', '--message', 'a');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    git('tag', tag);
    git('commit', '--quiet', '--allow-empty', '--message', 'not on main');
  });
  const image = 'docker.io/stackrox/kube-linter:v0.7.2';
  const pinned = `${image}@sha256:${'a'.repeat(64)}`;
  const list = (...images: string[]): void => {
    mkdirSync(join(directory, 'tools/release'), { recursive: true });
    writeFileSync(join(directory, 'tools/release/images'), `# A comment.\n${images.join('\n')}\n`);
  };
  /** A `gh api` that returns these check runs, filtered by the real jq. */
  const checkRuns = (...runs: readonly (readonly [name: string, conclusion: string | null, app?: string])[]): void => {
    const all = runs.map(([name, conclusion, slug = 'github-actions']) => ({ name, conclusion, app: { slug } }));
    writeFileSync(join(directory, 'checks.json'), JSON.stringify({ check_runs: all }));
    program('gh', '[ "$3" = --jq ] && jq --raw-output "$4" checks.json');
  };
  const green = [
    ['check (24)', 'success'],
    ['check (26)', 'success'],
    ['linters', 'success'],
    ['gate', 'success'],
  ] as const;
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const tag = `v${version}`;

  it('should print the version of a commit on main that passed its checks', async () => {
    // Optional checks and checks of other applications do not count.
    checkRuns(...green, ['commits', 'skipped'], ['gate', 'failure', 'scanner']);
    list(pinned);
    const { code, stdout, calls } = await script('delivery/verify-release', tag);
    const revision = git('rev-parse', tag).trim();
    expect({ code, stdout }).toEqual({ code: 0, stdout: `version=${version}\nrevision=${revision}\n` });
    expect(calls[0]).toContain(`repos/kiosque/kiosque/commits/${revision}/check-runs`);
  });

  it('should reject a commit with failed checks', async () => {
    const refused = async () =>
      (await script('delivery/verify-release', tag)).stderr.replace(
        /^checks failed or incomplete on [\da-f]{40}: /,
        '',
      );
    checkRuns(['check (24)', 'failure'], ['linters', null], ['gate', 'cancelled'], ['check (26)', 'success']);
    expect(await refused()).toBe('check (24), linters, gate\n');
    checkRuns(['commits', 'success'], ['check (24)', 'success'], ['check (26)', 'success']);
    expect(await refused()).toBe('linters (did not run), gate (did not run)\n');
    checkRuns();
    expect(await refused()).toBe('check (did not run), linters (did not run), gate (did not run)\n');
  });

  it('should reject a commit that is not on main', async () => {
    checkRuns(...green);
    git('tag', '--force', tag, 'HEAD');
    expect(await script('delivery/verify-release', tag)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not on main: merge it first'),
    });
  });

  it('should reject a release while an image used by its checks has no digest', async () => {
    checkRuns(...green);
    git('tag', '--force', tag, 'HEAD~1');
    list(pinned, 'docker.io/zegl/kube-score:v1.20.0');
    expect(await script('delivery/verify-release', tag)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /no digest for docker\.io\/zegl\/kube-score:v1\.20\.0: .*\n {2}docker buildx imagetools inspect docker\.io\/zegl/,
      ),
    });
    expect(await script('release/pinned-image', 'kube-score')).toMatchObject({ code: 1, stdout: '' });
    expect(await script('release/pinned-image', 'kube-linter')).toMatchObject({ code: 0, stdout: `${pinned}\n` });
    list(`${image}@sha256:${'a'.repeat(63)}`);
    expect(await script('release/pinned-image', 'kube-linter')).toMatchObject({ code: 1, stdout: '' });
    expect((await script('release/pinned-image', 'trivy')).stderr).toContain('has no image "trivy"');
  });

  it('should reject a tag that does not match the version', async () => {
    expect((await script('delivery/verify-release', 'v99.0.0')).stderr).toContain(
      `the tag is v99.0.0, but package.json says ${version}`,
    );
    expect((await script('delivery/verify-release', 'latest')).stderr).toContain('"latest" is not a release tag');
  });
});
