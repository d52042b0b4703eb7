import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { dump, loadAll } from 'js-yaml';
import { Azurite } from '../../service/test/azurite.ts';
import { eventually } from '../../service/test/eventually.ts';
import { keyEntry, newKey } from '../../service/access/api-keys.ts';
import { RedisServer } from '../../service/test/redis.ts';
import { freePort } from '../../service/test/free-port.ts';

const IMAGE = 'localhost/kiosque:dev';
const CONTAINERS = 'tools/image/containers';
const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'kiosque-image-'));

async function podman(...args: string[]): Promise<string> {
  const { stdout } = await run(CONTAINERS, ['podman', ...args], { timeout: 60_000 });
  return stdout.trim();
}

/** The restrictions of the manifests as podman options. */
const HARDENED = [
  '--network=host',
  '--read-only',
  '--read-only-tmpfs=false',
  '--user=10001:10001',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--memory=512m',
  '--pids-limit=64',
];

describe('The image', () => {
  const names: string[] = [];
  afterEach(async () => {
    for (const name of names.splice(0)) await podman('rm', '--force', '--time', '0', name);
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  async function start(...options: string[]): Promise<{ name: string; url: string; metrics: string }> {
    const [port, management] = [await freePort(), await freePort()];
    const name = `kiosque-${String(port)}`;
    names.push(name);
    const environment = [`PORT=${String(port)}`, `MANAGEMENT_PORT=${String(management)}`, 'HOST=127.0.0.1'];
    const variables = environment.flatMap((variable) => ['--env', variable]);
    await podman('run', '--detach', '--name', name, ...HARDENED, ...variables, ...options, IMAGE);
    const url = `http://127.0.0.1:${String(port)}`;
    await eventually(async () => {
      expect((await fetch(`${url}/startupz`)).status).toBe(200);
    });
    return { name, url, metrics: `http://127.0.0.1:${String(management)}/metrics` };
  }

  it('should serve with a read-only root, as a numeric user, without capabilities, and stop with 0 as PID 1', async () => {
    const { name, url, metrics } = await start('--env', 'SHUTDOWN_DRAIN_SECONDS=1');
    const events = await fetch(`${url}/api/events`);
    expect(events.status).toBe(200);
    expect(Object.keys((await events.json()) as object).length).toBeGreaterThan(0);
    expect((await fetch(`${url}/`)).headers.get('content-type')).toContain('text/html');
    expect((await fetch(`${url}/api/news.yaml`)).headers.get('content-type')).toContain('application/yaml');
    expect(await (await fetch(metrics)).text()).toContain('kiosque_');

    await podman('kill', '--signal', 'TERM', name);
    const drained = Date.now();
    expect(await podman('wait', name)).toBe('0');
    expect(Date.now() - drained).toBeLessThan(8000);
    const lines = (await podman('logs', name)).split('\n').map((line) => JSON.parse(line) as { level: string });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('should print why it does not start, without a stack trace, and exit with 1', async () => {
    const name = `kiosque-${String(await freePort())}`;
    names.push(name);
    const failure = podman('run', '--name', name, ...HARDENED, '--env', 'PORT=http', IMAGE);
    await expect(failure).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('PORT must be an integer from 0 to 65535'),
    });
  });

  it('should contain no shell and no package manager', async () => {
    const inspected = JSON.parse(await podman('image', 'inspect', IMAGE)) as [
      { Config: { User: string; Entrypoint: string[]; Labels: Record<string, string>; Healthcheck?: object } },
    ];
    const { Config } = inspected[0];
    expect(Config.User).toBe('10001:10001');
    expect(Config.Entrypoint).toEqual(['/usr/local/bin/node', 'build/main.js']);
    expect(Config.Healthcheck).toBeUndefined();
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(Config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'Kiosque',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.revision': expect.stringMatching(/^[\da-f]{40}$/),
    });
    for (const program of ['/bin/sh', '/usr/local/bin/npm', '/usr/bin/env']) {
      await expect(podman('run', '--rm', ...HARDENED, '--entrypoint', program, IMAGE)).rejects.toMatchObject({
        code: 127,
      });
    }
  });

  it('should serve a queue on Redis with keys from a mounted file, and back it up with the command of the manifests', async () => {
    const [redis, azurite] = await Promise.all([RedisServer.start(), Azurite.start()]);
    const key = newKey();
    const keys = join(directory, 'QUEUE_KEYS');
    writeFileSync(keys, dump({ keys: [keyEntry('image', key, ['desk'], { queue: ['rubis'] })] }));
    chmodSync(directory, 0o755);
    const store = ['--env', 'QUEUE_STORE=redis', '--env', 'ACCESS_STORE=redis', '--env', `REDIS_PORT=${redis.port}`];
    const mounted = ['--env', 'QUEUE_KEYS_FILE=/keys/QUEUE_KEYS', '--volume', `${keys}:/keys/QUEUE_KEYS:ro`];
    const { url } = await start('--env', 'FEATURES=ticket-queue', '--env', 'QUEUE_NAME=rubis', ...store, ...mounted);
    expect((await fetch(`${url}/rubis/get_ticket`, { method: 'POST' })).status).toBe(200);
    const headers = { authorization: `Bearer ${key}` };
    const called = await fetch(`${url}/rubis/call_ticket`, { method: 'POST', headers });
    expect(await called.json()).toEqual({ ticket: 'R-001', counter: '1' });

    const documents: any[] = loadAll(readFileSync('dist/development/0300-ticket-queues.k8s.yaml', 'utf8'));
    const job = documents.find(({ kind, metadata }) => kind === 'CronJob' && metadata.name === 'queue-backup');
    const [container] = job.spec.jobTemplate.spec.template.spec.containers;
    const [program, ...command] = container.command as string[];
    const storage = ['--env', `AZURE_STORAGE_CONNECTION_STRING=${azurite.connectionString}`];
    const run = ['run', '--rm', ...HARDENED, ...store, ...storage, '--entrypoint', program ?? '', IMAGE, ...command];
    expect(await podman(...run)).toMatch(
      /^rubis: 1 tickets, \d+ bytes to rubis\/.+\.jsonl; 0 old backups deleted\nsaphir: 0/,
    );
    await azurite.remove();
    await redis.stop();
  });

  it('should contain an SBOM that lists every production dependency', async () => {
    const script = 'process.stdout.write(fs.readFileSync("build/sbom.cdx.json", "utf8"))';
    const sbom = JSON.parse(
      await podman('run', '--rm', ...HARDENED, '--entrypoint', '/usr/local/bin/node', IMAGE, '--eval', script),
    ) as { bomFormat: string; components: { purl: string }[] };
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(sbom.bomFormat).toBe('CycloneDX');
    const inside = sbom.components.map(({ purl }) => decodeURIComponent(purl.split('?')[0] ?? ''));
    expect(inside).toEqual(
      expect.arrayContaining(Object.entries(dependencies).map(([name, version]) => `pkg:npm/${name}@${version}`)),
    );
    expect(inside.join()).not.toContain('pkg:npm/jest@');
  });

  describe('under the Deployment of dist/development', () => {
    let azurite: Azurite;
    beforeAll(async () => {
      // Remove what an aborted run left behind.
      await removed();
      azurite = await Azurite.start();
      for (const name of ['faq.json', 'news.yaml', 'events.yaml']) {
        await azurite.upload(name, readFileSync(join('content', name)));
      }
    });
    afterAll(async () => {
      await removed();
      await azurite.remove();
    });

    async function removed(): Promise<void> {
      await podman('pod', 'rm', '--force', '--all');
      await podman('secret', 'rm', 'content-storage').catch(() => undefined);
    }

    it('should serve the documents in Blob storage, under the limits and restrictions of the manifest', async () => {
      const [port, management] = [await freePort(), await freePort()];
      const secret = { AZURE_STORAGE_CONNECTION_STRING: Buffer.from(azurite.connectionString).toString('base64') };
      writeFileSync(join(directory, 'secret.json'), JSON.stringify(secret));
      await podman('secret', 'create', 'content-storage', join(directory, 'secret.json'));
      writeFileSync(join(directory, 'pod.yaml'), adapted(port, management));
      await podman('kube', 'play', '--network', 'host', join(directory, 'pod.yaml'));

      const url = `http://127.0.0.1:${String(port)}`;
      await eventually(async () => {
        const answer = await fetch(`${url}/readyz`);
        expect(answer.status).toBe(200);
        expect(await answer.json()).toMatchObject({ status: 'ok' });
      });
      const faq = (await (await fetch(`${url}/api/faq`)).json()) as object;
      expect(faq).toEqual(JSON.parse(readFileSync('content/faq.json', 'utf8')));

      const [container] = JSON.parse(await podman('inspect', 'content-pod-0-content')) as {
        Config: { User: string };
        HostConfig: { ReadonlyRootfs: boolean; Memory: number; NanoCpus: number };
        EffectiveCaps: string[] | null;
      }[];
      expect(container).toMatchObject({
        Config: { User: '10001:10001' },
        HostConfig: { ReadonlyRootfs: true, Memory: 384 * 1024 * 1024, NanoCpus: 1_000_000_000 },
        EffectiveCaps: null,
      });
    });
  });
});

/**
 * Returns the Deployment and its ConfigMap, adapted to podman: the image that was just built, the host's network (there is no
 * pod network) with free ports on loopback only, and no list of ports, which podman cannot map onto the host's network.
 */
function adapted(port: number, management: number): string {
  const documents: any[] = loadAll(readFileSync('dist/development/0200-content.k8s.yaml', 'utf8'));
  const wanted = documents.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Deployment');
  const { spec } = (wanted.find(({ kind }) => kind === 'Deployment') as { spec: { template: any } }).spec.template;
  const [container] = spec.containers;
  container.image = IMAGE;
  spec.hostNetwork = true;
  delete container.ports;
  container.env = [
    ...(container.env as { name: string }[]).filter(({ name }) => name !== 'HOST'),
    { name: 'HOST', value: '127.0.0.1' },
    { name: 'PORT', value: String(port) },
    { name: 'MANAGEMENT_PORT', value: String(management) },
  ];
  return wanted.map((document) => dump(document)).join('---\n');
}
