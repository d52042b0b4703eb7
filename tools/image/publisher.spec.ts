import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dump, load, loadAll } from 'js-yaml';
import { GitHttpsServer, GitSshServer } from '../../service/test/git-servers.ts';
import { listFiles, ListServer } from '../../service/test/list-server.ts';
import { commitsOf, git, Publisher, verifyCommits } from '../../service/test/publisher.ts';

const IMAGE = 'localhost/kiosque-publisher:dev';
const USER = 10_001;
const run = promisify(execFile);

async function podman(...args: string[]): Promise<string> {
  const { stdout } = await run('tools/image/containers', ['podman', ...args], { timeout: 60_000 });
  return stdout.trim();
}

/** The restrictions of the job as podman options: only /tmp is writable, and nothing there can be executed. */
const HARDENED = [
  '--rm',
  '--network=host',
  '--read-only',
  '--read-only-tmpfs=false',
  '--tmpfs=/tmp:rw,noexec,nosuid,size=128m,mode=1777',
  `--user=${String(USER)}:${String(USER)}`,
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--memory=512m',
  '--pids-limit=64',
];

describe('The image of the publisher', () => {
  let lists: ListServer;
  let https: GitHttpsServer;
  let ssh: GitSshServer;
  let publisher: Publisher;
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-image-publisher-'));
  beforeAll(async () => {
    [lists, https, ssh] = await Promise.all([ListServer.start(), GitHttpsServer.start(), GitSshServer.start()]);
    publisher = new Publisher(lists);
    lists.key = 'kq_image-key';
    lists.serve(5, listFiles(5, ['45.0.0.1', '2a00:1:2:3::/64']));
  });
  afterAll(async () => {
    publisher.remove();
    rmSync(directory, { recursive: true });
    await Promise.all([lists.stop(), https.stop(), ssh.stop()]);
  });

  /** Mounts files as Kubernetes mounts Secrets with fsGroup: they belong to root, and the group of the pod may read them. */
  function mounted(path: string, files: Readonly<Record<string, string>>): string {
    const folder = join(directory, path.replaceAll('/', '_'));
    mkdirSync(folder);
    chmodSync(directory, 0o755);
    chmodSync(folder, 0o755);
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), content);
      chownSync(join(folder, name), 0, USER);
      chmodSync(join(folder, name), 0o440);
    }
    return `--volume=${folder}:${path}:ro`;
  }

  it('should publish to real Git servers with the settings and files of the job, and the scripts in the image', async () => {
    const [one, two] = [ssh.create('image'), https.create('image')];
    const documents: any[] = loadAll(readFileSync('dist/production/0400-security-log.k8s.yaml', 'utf8'));
    const map = (name: string) =>
      documents.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name).data as Record<
        string,
        string
      >;
    const job = documents.find(({ kind, metadata }) => kind === 'CronJob' && metadata.name === 'blocklist-publisher');
    const [container] = job.spec.jobTemplate.spec.template.spec.containers;
    const { targets } = load(map('blocklist-targets')['TARGETS'] ?? '') as { targets: Record<string, unknown>[] };
    const [github, gitlab] = targets;
    const adapted = [
      { ...github, url: one.url },
      { ...gitlab, url: two.url, caFile: '/etc/kiosque/ca/certificate.pem' },
    ];
    const volumes = [
      mounted('/etc/kiosque/blocklist', {
        ALLOWED_SIGNERS: readFileSync(lists.allowedSigners, 'utf8'),
        KNOWN_HOSTS: readFileSync(ssh.knownHosts, 'utf8'),
        TARGETS: dump({ targets: adapted }),
      }),
      mounted('/etc/kiosque/blocklist-keys', {
        BLOCKLIST_KEY: lists.key ?? '',
        BLOCKLIST_COMMIT_KEY: readFileSync(publisher.commitKey, 'utf8'),
      }),
      mounted('/etc/kiosque/blocklist-github', { BLOCKLIST_DEPLOY_KEY: readFileSync(ssh.privateKey, 'utf8') }),
      mounted('/etc/kiosque/blocklist-gitlab', { BLOCKLIST_USERNAME: https.username, BLOCKLIST_TOKEN: https.token }),
      mounted('/etc/kiosque/ca', { 'certificate.pem': readFileSync(https.certificate, 'utf8') }),
    ];
    const settings = { ...map('blocklist-publisher'), BLOCKLIST_URL: lists.url };
    const environment = Object.entries(settings).map(([name, value]) => `--env=${name}=${value}`);
    const [program, ...args] = container.command as string[];
    const command = [...HARDENED, ...environment, ...volumes, `--entrypoint=${program ?? ''}`, IMAGE, ...args];
    expect(await podman('run', ...command)).toMatch(/^github: Block 2, .*\ngitlab: Block 2, .*$/);
    expect(await podman('run', ...command)).toBe('github: unchanged (version 5)\ngitlab: unchanged (version 5)');
    for (const repository of [one, two]) {
      verifyCommits(repository, publisher, commitsOf(repository));
      expect(git(repository, 'show', 'main:firewall/kiosque-blocklist')).toBe(
        readFileSync('tools/firewall/kiosque-blocklist', 'utf8').trimEnd(),
      );
      expect(git(repository, 'ls-tree', '-r', '--name-only', 'main')).not.toMatch(/\.ts(?:\.sig)?$/m);
    }
  });

  it('should print what is missing, and exit with 1', async () => {
    await expect(podman('run', ...HARDENED, IMAGE)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('BLOCKLIST_URL must be an http or https URL'),
    });
  });

  it('should contain git and ssh, but no npm, and nothing that gives rights', async () => {
    const inspected = JSON.parse(await podman('image', 'inspect', IMAGE)) as [
      { Config: { User: string; Labels: Record<string, string> } },
    ];
    expect(inspected[0].Config.User).toBe('10001:10001');
    expect(inspected[0].Config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'Kiosque publisher',
      'org.opencontainers.image.revision': expect.stringMatching(/^[\da-f]{40}$/),
    });
    const shell = (script: string) => podman('run', ...HARDENED, '--entrypoint=/bin/sh', IMAGE, '-c', script);
    expect(await shell('git --version && command -v ssh && command -v ssh-keygen && id -un')).toMatch(
      /^git version .*\n\/usr\/bin\/ssh\n\/usr\/bin\/ssh-keygen\nkiosque$/,
    );
    expect(await shell('find / -xdev -type f -perm /6000 2>/dev/null || true')).toBe('');
    expect(
      await shell('for name in npm npx yarn corepack; do command -v $name; done; ls /app /app/firewall'),
    ).not.toMatch(/npm|npx|yarn|corepack|\.ts$/m);
  });

  it('should contain an SBOM that lists its Debian packages with their versions', async () => {
    const script = 'process.stdout.write(fs.readFileSync("/app/build/sbom.cdx.json", "utf8"))';
    const node = ['--entrypoint=/usr/local/bin/node', IMAGE, '--eval', script];
    const sbom = JSON.parse(await podman('run', ...HARDENED, ...node)) as {
      bomFormat: string;
      components: { name: string; version: string; purl: string }[];
    };
    expect(sbom.bomFormat).toBe('CycloneDX');
    for (const name of ['git', 'openssh-client', 'ca-certificates', 'libc6']) {
      const found = sbom.components.find((component) => component.purl.startsWith(`pkg:deb/debian/${name}@`));
      expect(found).toMatchObject({ name, version: expect.stringMatching(/\d/) });
    }
    expect(sbom.components.map(({ purl }) => purl)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^pkg:npm\/js-yaml@/)]),
    );
  });
});
