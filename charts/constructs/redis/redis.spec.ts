import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../service/test/eventually.ts';
import { freePort } from '../../../service/test/free-port.ts';
import { runCommand } from '../../../service/test/run-command.ts';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { podTemplateOf } from '../../policy/kubernetes-object.ts';
import { only, synthesize } from '../../test/objects.ts';
import { DIGEST } from '../../test/web-service.fixture.ts';
import { SecretReference } from '../secret-reference/secret-reference.ts';
import type { RedisProps } from './redis.ts';
import { Redis } from './redis.ts';

function render(change: Partial<RedisProps> = {}): KubernetesObject[] {
  return synthesize((scope) => {
    const password = new SecretReference(scope, 'Password', {
      name: 'redis-password',
      keys: { REDIS_PASSWORD: 'redis-password' },
      provider: { kind: 'manual' },
    });
    new Redis(scope, 'Redis', {
      name: 'redis',
      image: { repository: 'ghcr.io/kiosque/redis', digest: DIGEST },
      resources: { cpu: { request: '100m', limit: '1' }, memory: { request: '128Mi', limit: '1Gi' } },
      storage: '2Gi',
      password,
      clients: { 'app.kubernetes.io/component': 'ticket-queue' },
      priorityClassName: 'kiosque-test',
      ...change,
    });
  });
}

describe(Redis.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-redis-'));
  let child: ChildProcess | undefined;
  afterEach(() => {
    child?.kill('SIGKILL');
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  const objects = render();
  const { spec = {} } = only(objects, 'StatefulSet');
  const container = podTemplateOf(only(objects, 'StatefulSet'))?.spec.containers[0];

  it('should keep its file on a volume that outlives pod and StatefulSet', () => {
    expect(spec['volumeClaimTemplates']).toMatchObject([
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
      },
    ]);
    expect(spec['persistentVolumeClaimRetentionPolicy']).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(container?.volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' });
  });

  it('should read the password from a file with mode 0440, and not from a variable', () => {
    expect(container).not.toHaveProperty('env');
    expect(container).not.toHaveProperty('envFrom');
    expect(podTemplateOf(only(objects, 'StatefulSet'))?.spec.volumes).toEqual([
      { name: 'redis-password-files', secret: { secretName: 'redis-password', defaultMode: 0o440 } },
    ]);
  });

  /** The rendered command, with local paths and a local port. */
  const start = (port: string): ChildProcess => {
    const [shell = '', flag = '', script = ''] = container?.command ?? [];
    const own = script
      .replace('--dir /data', `--dir ${directory} --port ${port} --bind 127.0.0.1`)
      .replace('/etc/redis/password', directory);
    return spawn(shell, [flag, own], { env: { PATH: process.env['PATH'] }, stdio: 'ignore' });
  };

  it('should only accept its clients, and connect nowhere', () => {
    expect(only(objects, 'NetworkPolicy').spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'ticket-queue' } } }],
          ports: [{ port: 6379, protocol: 'TCP' }],
        },
      ],
    });
    expect(only(objects, 'NetworkPolicy').spec).not.toHaveProperty('egress');
  });

  it('should never block a node upgrade', () => {
    expect(only(objects, 'PodDisruptionBudget').spec).toMatchObject({ maxUnavailable: 1 });
  });

  it('should start a durable Redis that requires the password, and pass its probes', async () => {
    const port = String(await freePort());
    const secret = 's3cr3t $HOME `id`';
    writeFileSync(join(directory, 'REDIS_PASSWORD'), `${secret}\n`);
    child = start(port);
    const [, , ping = ''] = container?.readinessProbe?.exec?.command ?? [];
    const probe = () =>
      runCommand('sh', ['-c', ping.replace('redis-cli', `redis-cli -p ${port}`)], {
        env: { PATH: process.env['PATH'] },
      });
    await eventually(async () => {
      expect((await probe()).code).toBe(0);
    });
    const ask = async (...args: string[]) =>
      (await runCommand('redis-cli', ['-p', port, ...args], { env: { PATH: process.env['PATH'] } })).stdout;
    expect(await ask('PING')).toContain('NOAUTH');
    expect(await ask('--user', 'probe', '--pass', 'none', 'GET', 'x')).toContain('NOPERM');
    expect(readFileSync(`/proc/${String(child.pid)}/environ`, 'utf8')).not.toContain('s3cr3t');
    const env = { PATH: process.env['PATH'], REDISCLI_AUTH: secret };
    const { stdout } = await runCommand('redis-cli', ['-p', port, 'CONFIG', 'GET', 'append*'], { env });
    expect(stdout).toMatch(/appendfsync\nalways\n/);
    expect(stdout).toMatch(/appendonly\nyes\n/);
    const memory = await runCommand('redis-cli', ['-p', port, 'CONFIG', 'GET', 'maxmemory'], { env });
    expect(memory.stdout).toBe(`maxmemory\n${0.75 * 1024 ** 3}\n`);
    // As the kubelet stops it: exec has replaced the shell with redis-server, which gets the signal.
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it.each([
    ['empty', ''],
    ['not there', undefined],
  ])('should not start without authentication if the password is %s', async (_, text) => {
    rmSync(join(directory, 'REDIS_PASSWORD'), { force: true });
    if (text !== undefined) writeFileSync(join(directory, 'REDIS_PASSWORD'), text);
    child = start(String(await freePort()));
    expect(await once(child, 'exit')).toEqual([1, null]);
  });

  it.each<[Partial<RedisProps>, string]>([
    [{ name: 'Redis' }, 'Redis "Redis": name is "Redis"'],
    [{ storage: '500Mi' }, 'storage is "500Mi"; it must be a size of at least 1Gi'],
    [
      { resources: { cpu: { request: '100m', limit: 'x' }, memory: { request: '128Mi', limit: '1G' } } },
      'Redis "redis": resources.cpu.limit is "x"; it must be CPU such as 250m or 1.5.\n' +
        'Redis "redis": resources.memory.limit is "1G"; it must be memory such as 256Mi or 2Gi.',
    ],
    [{ clients: {} }, 'clients is {}; it must be at least one label: without labels every pod could connect'],
    [{ image: { repository: 'ghcr.io/kiosque/redis', digest: '8' } }, 'image.digest is "8"'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render(wrong)).toThrow(message);
  });
});
