import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { ARGO_CD_MANIFESTS, VERSIONS } from '../../charts/azure/add-ons.ts';
import { development } from '../../charts/environments/development.ts';

const page = readFileSync('docs/k3s.md', 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
const block = (containing: string): string => {
  const found = blocks.find(({ text }) => text.includes(containing));
  if (found === undefined) throw new Error(`no block contains ${containing}`);
  return found.text;
};

const directory = mkdtempSync(join(tmpdir(), 'kiosque-k3s-'));
const server = join(directory, 'server');
const calls = join(directory, 'calls');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Runs a block with the data of k3s in a scratch directory, and a systemctl that records its arguments. */
function run(text: string) {
  const PATH = `${directory}/bin:${process.env['PATH'] ?? ''}`;
  const env = { PATH, BACKUP: join(directory, 'backup.tar.gz') };
  const script = text.replaceAll('/var/lib/rancher/k3s/server', server);
  return spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: directory,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('docs/k3s.md', () => {
  beforeEach(() => {
    rmSync(server, { recursive: true, force: true });
    for (const folder of ['bin', 'server/db', 'server/cred', 'server/tls'])
      mkdirSync(join(directory, folder), { recursive: true });
    writeFileSync(calls, '');
    writeFileSync(join(directory, 'bin/systemctl'), `#!/bin/sh\necho "$*" >> ${calls}\n`, { mode: 0o755 });
    writeFileSync(join(server, 'db/state.db'), 'the state of the cluster');
    writeFileSync(join(server, 'token'), 'K10::server:secret', { mode: 0o600 });
  });

  it('should contain shell that passes shellcheck', () => {
    for (const { language, text } of blocks.filter((each) => each.language === 'sh')) {
      const { stdout } = spawnSync('shellcheck', ['--shell', 'bash', '--exclude', 'SC2154', '-'], {
        input: text,
        encoding: 'utf8',
      });
      expect({ language, stdout }).toEqual({ language: 'sh', stdout: '' });
    }
  });

  it('should refuse a binary that does not match its checksum', () => {
    const list = (bytes: string) => {
      const sum = createHash('sha256').update(bytes).digest('hex');
      writeFileSync(
        join(directory, 'sha256sum-amd64.txt'),
        `${sum}  k3s\n${'0'.repeat(64)}  k3s-airgap-images-amd64.tar\n`,
      );
    };
    for (const file of ['k3s', 'install.sh']) writeFileSync(join(directory, file), 'the binary');
    list('the binary');
    expect(run(block('sha256sum --check'))).toMatchObject({ status: 0, stdout: expect.stringContaining('k3s: OK\n') });
    list('another binary');
    expect(run(block('sha256sum --check')).status).toBe(1);
    writeFileSync(join(directory, 'sha256sum-amd64.txt'), '');
    expect(run(block('sha256sum --check')).status).toBe(1);
  });

  it('should back up a stopped k3s, and restore the database and the token', () => {
    expect(run(block('tar --create'))).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(join(directory, 'backup.tar.gz')).mode & 0o777).toBe(0o600);
    writeFileSync(join(server, 'db/state.db'), 'damaged');
    writeFileSync(join(server, 'db/state.db-wal'), 'of the damaged database');
    writeFileSync(join(server, 'token'), 'of a new installation');
    expect(run(block('tar --extract'))).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(server, 'db/state.db'), 'utf8')).toBe('the state of the cluster');
    expect(existsSync(join(server, 'db/state.db-wal'))).toBe(false);
    expect(readFileSync(join(server, 'token'), 'utf8')).toBe('K10::server:secret');
    expect(statSync(join(server, 'token')).mode & 0o777).toBe(0o600);
    expect(readFileSync(calls, 'utf8')).toBe('stop k3s\nstart k3s\nstop k3s\nstart k3s\n');
  });

  it('should keep the database if the backup is damaged', () => {
    writeFileSync(join(directory, 'backup.tar.gz'), 'damaged');
    expect(run(block('tar --extract')).status).not.toBe(0);
    expect(readFileSync(join(server, 'db/state.db'), 'utf8')).toBe('the state of the cluster');
  });

  it('should contain a firewall that nft accepts twice, and that admits visitors only to the web', () => {
    const file = join(directory, 'nftables.conf');
    const rules = block('table inet host');
    writeFileSync(file, rules);
    const list = `nft -c -f ${file} && nft -f ${file} && nft -f ${file} && nft list ruleset`;
    const { status, stdout, stderr } = spawnSync('unshare', ['-rn', 'sh', '-c', list], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('policy drop;');
    const open = stdout.split('\n').filter((line) => /dport/.test(line) && !/saddr/.test(line));
    expect(open.map((line) => line.trim())).toEqual(['tcp dport { 80, 443 } accept comment "visitors"']);
  });

  it('should install Traefik as the end-to-end test does, with the labels that the policies of development admit', () => {
    const install = readFileSync('tools/e2e/install', 'utf8');
    for (const pattern of [/--version [\d.]+ --namespace traefik/, /image\.tag=\S+@sha256:[\da-f]{64}/]) {
      const [pinned = 'none'] = pattern.exec(install) ?? [];
      expect(block('helm upgrade --install traefik')).toContain(pinned);
    }
    expect(development.exposure).toMatchObject({
      className: 'traefik',
      clients: { namespace: 'traefik', podLabels: { 'app.kubernetes.io/name': 'traefik' } },
    });
  });

  it('should pin the Kubernetes version that the other clusters have', () => {
    const [, minor] = /^version=v(\d+\.\d+)\.\d+\+k3s\d+$/m.exec(page) ?? [];
    expect(minor).toBe(VERSIONS.kubernetes);
  });

  it('should contain valid configuration', () => {
    expect(load(block('configs:'))).toEqual({
      configs: { 'ghcr.io': { auth: { username: 'kiosque', password: '<token>' } } },
    });
    const config = /printf '%s\\n' ('.*') > \/etc\/rancher\/k3s\/config\.yaml/.exec(page)?.[1] ?? '';
    const { stdout } = spawnSync('bash', ['-c', `printf '%s\\n' ${config}`], { encoding: 'utf8' });
    expect(load(stdout)).toEqual({ disable: ['traefik'], 'write-kubeconfig-mode': '0600', 'secrets-encryption': true });
  });
});

describe('Pinned operators', () => {
  it('should be the same on all pages', () => {
    expect(readFileSync('docs/gitops.md', 'utf8')).toContain(ARGO_CD_MANIFESTS);
    expect(readFileSync('docs/deployment/versions.md', 'utf8')).toContain(VERSIONS.externalSecrets);
    for (const path of ['docs/gitops.md', 'docs/operations.md', 'docs/installation.md'])
      expect(readFileSync(path, 'utf8')).not.toMatch(
        /argo-cd\/stable|helm upgrade --install external-secrets(?![^`]*--version)/,
      );
  });
});
