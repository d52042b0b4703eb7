import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../service/test/eventually.ts';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';
import { ServiceProcess } from '../../service/test/service-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'kiosque-deploy-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function start(file: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return runCommand(file, args, { env: { PATH: process.env['PATH'], ...variables } });
}

/** The built service, once every collection is loaded. */
async function started(): Promise<{ service: ServiceProcess; url: string }> {
  const { service, url } = await ServiceProcess.start();
  await eventually(async () => {
    expect((await fetch(`${url}/startupz`)).status).toBe(200);
  });
  return { service, url };
}

describe('smoke', () => {
  it('should pass against the built service, and name the first wrong answer of another', async () => {
    const { service, url } = await started();
    const good = await start('.github/scripts/smoke', [url]);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout.split('\n').filter((line) => line.startsWith('ok  '))).toHaveLength(9);
    expect(await start('.github/scripts/smoke', [`${url}/api`])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/api/readyz answered "404 application/problem+json'),
    });
    await service.end('SIGTERM');
    expect((await start('.github/scripts/smoke', [url])).code).toBe(1);
  });
});

/** No cluster is at hand: a kubectl that writes down what it is asked, and whose rollouts fail when told to. */
describe('deploy', () => {
  const log = join(directory, 'kubectl.log');
  beforeAll(() => {
    const kubectl = join(directory, 'bin/kubectl');
    mkdirSync(join(directory, 'bin'));
    writeFileSync(
      kubectl,
      `#!/usr/bin/env bash
echo "$*" >> "${log}"
case "$1 $2" in
  'get namespace') [ -z "\${FIRST_TIME:-}" ] ;;
  'diff --server-side') exit 1 ;;
  'apply --server-side'|'rollout undo'|'get pods,events'|'describe deployment.apps/content'|'logs deployment.apps/content') ;;
  'get statefulsets,deployments') printf '%s\\n' statefulset.apps/redis deployment.apps/content ;;
  'rollout status') [ -z "\${ROLLOUT_FAILS:-}" ] || [ "$3" = statefulset.apps/redis ] || { grep -q 'rollout undo' "${log}" || exit 1; } ;;
  *) echo "unexpected: $*" >&2; exit 64 ;;
esac
`,
    );
    chmodSync(kubectl, 0o755);
  });
  const deploy = async (environment: string, variables: NodeJS.ProcessEnv = {}) => {
    writeFileSync(log, '');
    const PATH = `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`;
    const ended = await start('.github/scripts/deploy', [environment], { ...variables, PATH });
    return { ...ended, calls: readFileSync(log, 'utf8').trim().split('\n') };
  };

  it('should show the difference, apply in order, and wait in the namespace of the environment', async () => {
    const { code, calls } = await deploy('production');
    expect(code).toBe(0);
    expect(calls).toEqual([
      'get namespace kiosque-production',
      'diff --server-side --filename dist/production',
      ...['0000-tenancy', '0100-secrets', '0200-content', '0300-ticket-queues', '0900-exposure'].map(
        (name) => `apply --server-side --field-manager kiosque-deploy --filename dist/production/${name}.k8s.yaml`,
      ),
      'get statefulsets,deployments --namespace kiosque-production --output name',
      'rollout status statefulset.apps/redis --namespace kiosque-production --timeout 300s',
      'rollout status deployment.apps/content --namespace kiosque-production --timeout 300s',
    ]);
  });

  it('should apply the first time, when there is nothing to differ from', async () => {
    const { code, stdout, calls } = await deploy('production', { FIRST_TIME: '1' });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('does not exist yet') });
    expect(calls.join()).not.toContain('diff');
    expect(calls.filter((call) => call.startsWith('apply'))).toHaveLength(5);
  });

  it('should print the state and roll back what does not come up', async () => {
    const { code, stderr, calls } = await deploy('production', { ROLLOUT_FAILS: '1' });
    expect(code).toBe(1);
    expect(stderr).toContain('did not come up: deployment.apps/content');
    expect(calls.slice(-5).map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'get pods,events',
      'describe deployment.apps/content',
      'logs deployment.apps/content',
      'rollout undo',
      'rollout status',
    ]);
  });

  it('should say how it is called', async () => {
    expect(await deploy('mars')).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no dist/mars') });
  });
});

describe('load', () => {
  const load = (url: string) => {
    const args = ['.github/scripts/e2e/load.ts', url, '4'];
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

  it('should count answers, and fail when one is wrong', async () => {
    const { service, url } = await started();
    const good = await load(`${url}/api/events`);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[1-9]\d* answers with 200\n$/) });
    const wrong = await load(`${url}/api/nothing`);
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringMatching(/^0 answers with 200\n\d+ x status 404\n$/) });
    await service.end('SIGTERM');
    expect((await load(`${url}/api/events`)).stdout).toContain('x ECONNREFUSED');
  });
});
