import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runCommand } from './test/run-command.ts';
import type { Ended } from './test/run-command.ts';

const { engines, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  engines: { node: string };
  scripts: Record<string, string>;
};

/** A project with the check alone, and what is run tells the version that it is given. */
const directory = mkdtempSync(join(tmpdir(), 'kiosque-node-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function onNode(version: string, script: string): Promise<Ended> {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`;
  return runCommand(process.execPath, ['--import', pretend, script], {
    // A service that does not refuse would go on running: this port ends it.
    env: { PATH: process.env['PATH'], PORT: 'none' },
  });
}

describe('an older Node', () => {
  it.each(['14.21.3', '20.20.2', '24.8.0'])(
    'should be rejected in one sentence before a build: %s',
    async (version) => {
      expect(await onNode(version, 'service/check-node.js')).toEqual({
        code: 1,
        stdout: '',
        stderr: `Kiosque requires Node 24.9 or newer; this is ${version}: npm has not installed the Node that package.json names (node_modules/.bin/node). Run npm ci without --ignore-scripts, or put a newer Node first in PATH.\n`,
      });
    },
  );

  it.each(['20.20.2', '24.8.0'])('should be rejected in one sentence by the built service: %s', async (version) => {
    const stderr = `Kiosque requires Node 24.9 or newer; this is ${version}.\n`;
    expect(await onNode(version, 'build/main.js')).toEqual({ code: 1, stdout: '', stderr });
  });

  it.each(['24.9.0', '24.15.1', '26.10.0'])('should not be reported for %s', async (version) => {
    expect(await onNode(version, 'service/check-node.js')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('should be the same version in package.json, the check and the service', async () => {
    const wanted = engines.node.replace('>=', '');
    for (const script of ['service/check-node.js', 'build/main.js'])
      expect((await onNode('0.1.0', script)).stderr).toContain(`requires Node ${wanted} or newer`);
  });

  it('should be detected by npm ci and npm run build before anything else', async () => {
    mkdirSync(join(directory, 'service'));
    cpSync('service/check-node.js', join(directory, 'service/check-node.js'));
    const { postinstall, prebuild, build } = scripts;
    const project = { type: 'module', engines: { node: '>=99.1' }, scripts: { postinstall, prebuild, build } };
    writeFileSync(join(directory, 'package.json'), JSON.stringify(project));
    for (const command of [
      ['install', '--offline'],
      ['run', 'build'],
    ]) {
      const { code, stderr } = await runCommand('npm', command, { cwd: directory, env: { PATH: process.env['PATH'] } });
      expect(code).toBe(1);
      expect(stderr).toContain('Kiosque requires Node 99.1 or newer; this is ');
    }
  });
});
