import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
