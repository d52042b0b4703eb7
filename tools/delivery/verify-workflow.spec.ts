import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';
import { ScratchMain } from '../test/delivery/scratch-main.ts';

jest.setTimeout(120_000);

describe('environments-to-verify', () => {
  let scratch: ScratchMain;
  beforeAll(async () => {
    scratch = await ScratchMain.create();
  });
  afterAll(() => {
    scratch.remove();
  });
  const names = async (variables: NodeJS.ProcessEnv): Promise<Ended> => {
    Object.assign(scratch.variables, { ENVIRONMENT: '', BEFORE: '', ...variables });
    return scratch.run(await scratch.clone('names'), join(scratch.program, 'tools/delivery/environments-to-verify'));
  };

  it('should print the given environment', async () => {
    expect(await names({ ENVIRONMENT: 'production' })).toMatchObject({ code: 0, stdout: 'names=["production"]\n' });
    expect(await names({ ENVIRONMENT: 'x"\ny=1' })).toMatchObject({ code: 2, stdout: '' });
  });

  it('should print the environments whose images a push has changed', async () => {
    const before = await scratch.git(scratch.main, 'rev-parse', 'main');
    expect(await names({ BEFORE: before })).toMatchObject({ code: 0, stdout: 'names=[]\n' });
    await scratch.promote('development', 'a');
    await scratch.promote('production', 'b', 'kiosque.azurecr.io/kiosque');
    expect(await names({ BEFORE: before })).toMatchObject({ code: 0, stdout: 'names=["development","production"]\n' });
    const all = 'names=["development","qualification","production"]\n';
    expect(await names({ BEFORE: '0'.repeat(40) })).toMatchObject({ code: 0, stdout: all });
  });
});

describe('cluster-credentials', () => {
  const home = mkdtempSync(join(tmpdir(), 'kiosque-credentials-'));
  const config = join(home, '.kube/config');
  afterAll(() => {
    rmSync(home, { recursive: true });
  });
  const credentials = (variables: NodeJS.ProcessEnv, context = 1): Promise<Ended> => {
    for (const [name, body] of [
      ['az', 'echo "az $*"'],
      ['kubelogin', 'echo "kubelogin $*"'],
      ['kubectl', `exit ${String(context)}`],
    ] as const)
      writeFileSync(join(home, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    const env = { PATH: `${home}:${process.env['PATH'] ?? ''}`, HOME: home, ...variables };
    return runCommand('tools/delivery/cluster-credentials', [], { env });
  };
  const aks = { AKS_NAME: 'kiosque', AKS_RESOURCE_GROUP: 'group' };

  it('should be those of the AKS cluster', async () => {
    expect(await credentials({ ...aks, KUBECONFIG_TEXT: '' })).toEqual({
      code: 0,
      stdout:
        'az aks get-credentials --name kiosque --resource-group group\nkubelogin convert-kubeconfig --login azurecli\n',
      stderr: '',
    });
  });

  it('should install kubelogin where there is none', async () => {
    const file = join(home, 'path');
    const bin = mkdtempSync(join(home, 'bin-'));
    for (const name of ['bash', 'mktemp'])
      symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
    writeFileSync(join(bin, 'az'), '#!/bin/sh\necho "az $*"\n', { mode: 0o755 });
    const env = { PATH: bin, HOME: home, ...aks, GITHUB_PATH: file };
    // The Azure CLI of this test installs nothing, so that kubelogin is still missing afterwards.
    const { code, stdout } = await runCommand('tools/delivery/cluster-credentials', [], { env });
    expect(code).toBe(127);
    expect(stdout).toMatch(/ --kubelogin-version v0\.2\.19 --kubelogin-install-location (\S+)\/kubelogin\n/);
    expect(readFileSync(file, 'utf8')).toBe(`${/location (\S+)\/kubelogin\n/.exec(stdout)?.[1] ?? ''}\n`);
  });

  it('should be the given kubeconfig, which only its owner can read and nobody prints', async () => {
    const text = 'apiVersion: v1\nusers: ["$(id)"]';
    expect(await credentials({ ...aks, KUBECONFIG_TEXT: text })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(config, 'utf8')).toBe(`${text}\n`);
    expect(statSync(config).mode & 0o777).toBe(0o600);
  });

  it('should be what the runner has, and otherwise the message says what to set', async () => {
    const none = { AKS_NAME: '', AKS_RESOURCE_GROUP: '', KUBECONFIG_TEXT: '' };
    expect(await credentials(none, 0)).toEqual({ code: 0, stdout: '', stderr: '' });
    const stderr = expect.stringContaining(
      'set the variables AKS_NAME and AKS_RESOURCE_GROUP, or the secret KUBECONFIG',
    );
    expect(await credentials(none)).toEqual({ code: 2, stdout: '', stderr });
  });
});

describe('prometheus-token', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-token-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });
  const token = (url: string): Promise<Ended> => {
    const program = '#!/bin/sh\necho "token $*"\n';
    writeFileSync(join(directory, 'az'), program, { mode: 0o755 });
    const env = { PATH: `${directory}:${process.env['PATH'] ?? ''}` };
    return runCommand('tools/delivery/prometheus-token', [url], { env });
  };

  it('should be that of the signed-in identity, for an Azure Monitor workspace only', async () => {
    expect(await token('https://kiosque-x1.westeurope.prometheus.monitor.azure.com')).toEqual({
      code: 0,
      stdout:
        'token account get-access-token --resource https://prometheus.monitor.azure.com --query accessToken --output tsv\n',
      stderr: '',
    });
  });

  it.each([
    '',
    'http://x.prometheus.monitor.azure.com',
    'https://prometheus.example.org',
    'https://x.prometheus.monitor.azure.com.example.org',
    'https://example.org/.prometheus.monitor.azure.com',
  ])('should be empty for %j', async (url) => {
    expect(await token(url)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
