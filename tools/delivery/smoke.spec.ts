import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { keyEntry, newKey } from '../../service/access/api-keys.ts';
import { eventually } from '../../service/test/eventually.ts';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';
import { ServiceProcess } from '../../service/test/service-process.ts';

function start(file: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return runCommand(file, args, { env: { PATH: process.env['PATH'], ...variables } });
}

const running: ServiceProcess[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) if (service.child.exitCode === null) await service.end('SIGKILL');
});

/** Starts the built service and waits until every collection is loaded; it is stopped with the test. */
async function started(): Promise<{ service: ServiceProcess; url: string }> {
  const { service, url } = await ServiceProcess.start({ SHUTDOWN_DRAIN_SECONDS: '0' });
  running.push(service);
  await eventually(async () => {
    expect((await fetch(`${url}/startupz`)).status).toBe(200);
  });
  return { service, url };
}

describe('smoke', () => {
  it('should pass for the built service, and report the first unexpected response of another', async () => {
    const { service, url } = await started();
    const good = await start('tools/delivery/smoke', [url]);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout.split('\n').filter((line) => line.startsWith('ok  '))).toHaveLength(9);
    expect(await start('tools/delivery/smoke', [`${url}/api`])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/api/readyz returned "404 application/problem+json'),
    });
    await service.end('SIGTERM');
    expect((await start('tools/delivery/smoke', [url])).code).toBe(1);
  });
});

describe('smoke-queue', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-smoke-'));
  const file = join(directory, 'keys.yaml');
  const key = newKey();
  let service: ServiceProcess | undefined;
  let url: string;
  beforeAll(async () => {
    writeFileSync(file, JSON.stringify({ keys: [keyEntry('smoke', key, ['desk'])] }));
    ({ service, url } = await ServiceProcess.start({ QUEUE_NAME: 'rubis', QUEUE_KEYS_FILE: file }));
  });
  afterAll(async () => {
    await service?.end('SIGKILL');
    rmSync(directory, { recursive: true });
  });
  const smoke = (variables: NodeJS.ProcessEnv = {}, queue = 'rubis') =>
    start('tools/delivery/smoke-queue', [url, queue], variables);

  it('should check state, page and event stream, and change nothing without a key', async () => {
    const { code, stdout, stderr } = await smoke();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^ok /gm)).toHaveLength(3);
    expect(await (await fetch(`${url}/api/queues/rubis`)).json()).toMatchObject({ waiting: 0 });
  });

  it('should take, observe, call and complete a ticket with a key', async () => {
    const { code, stdout, stderr } = await smoke({ QUEUE_KEY: key });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/events {2}"number":"R-001"\n.*calls {2}R-001\n.*complete {2}R-001\n$/);
  });

  it('should only require a credential of a queue that is closed to strangers', async () => {
    const closed = await ServiceProcess.start({ QUEUE_NAME: 'rubis', QUEUE_KEYS_FILE: file, QUEUE_OPEN: 'none' });
    const queue = [closed.url, 'rubis'];
    const { code, stdout } = await start('tools/delivery/smoke-queue', queue, {});
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ok .*rubis {2}requires a credential\nok .*\/rubis\n$/)]);
    expect(await start('tools/delivery/smoke-queue', queue, { QUEUE_KEY: key })).toMatchObject({ code: 0 });
    await closed.service.end('SIGKILL');
  });

  it('should fail for an unknown queue, an invalid key, and a queue with waiting tickets', async () => {
    expect(await smoke({}, 'saphir')).toMatchObject({ code: 1, stderr: expect.stringContaining('saphir') });
    expect((await smoke({ QUEUE_KEY: 'wrong' })).code).not.toBe(0);
    expect(await smoke({ QUEUE_KEY: key })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/called "R-\d+", expected R-\d+: other tickets are waiting/),
    });
  });
});

describe('load', () => {
  const load = (url: string) => {
    const args = ['tools/e2e/load.ts', url, '4'];
    const child = execFile(process.execPath, args);
    return new Promise<Ended>((resolve) => {
      let stdout = '';
      child.stdout?.on('data', (chunk: string) => (stdout += chunk));
      child.once('exit', (code) => {
        resolve({ code: code ?? -1, stdout, stderr: '' });
      });
      setTimeout(() => child.kill('SIGINT'), 1500);
    });
  };

  it('should count responses, and fail on an unexpected one', async () => {
    const { service, url } = await started();
    const [good, wrong] = await Promise.all([load(`${url}/api/events`), load(`${url}/api/nothing`)]);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[1-9]\d* responses with 200\n$/) });
    expect(wrong).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^0 responses with 200\n\d+ x status 404\n$/),
    });
    await service.end('SIGTERM');
    expect((await load(`${url}/api/events`)).stdout).toContain('x ECONNREFUSED');
  });
});
