/** `npm run synth:check`: renders in memory and compares with `dist/`; on drift, prints the difference and how to fix it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from '../environments/environments.ts';
import { renderAll } from '../render.ts';
import { readRendered, writeManifests } from '../write-manifests.ts';
import { ignoreClosedOutput, readArguments } from './command-line.ts';

readArguments('usage: npm run synth:check', 0);
ignoreClosedOutput();
const rendered = renderAll(environments);
const committed = readRendered('dist');
const drifted = [...new Set([...rendered.keys(), ...committed.keys()])].filter(
  (path) => rendered.get(path) !== committed.get(path),
);
if (drifted.length === 0) {
  process.stdout.write(`dist/ is up to date with charts/: ${String(rendered.size)} files\n`);
} else {
  process.stdout.write(difference());
  process.stderr.write(
    `${String(drifted.length)} files in dist/ differ from what charts/ renders: ${drifted.join(', ')}\n`,
  );
  process.stderr.write('Run "npm run synth" and commit dist/ together with the change.\n');
  process.exitCode = 1;
}

/** Returns the output of `git diff`: minus for committed lines, plus for rendered ones. */
function difference(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-synth-'));
  try {
    mkdirSync('dist', { recursive: true });
    cpSync('dist', join(directory, 'committed'), { recursive: true });
    mkdirSync(join(directory, 'rendered'));
    writeManifests(rendered, join(directory, 'rendered'));
    const color = process.stdout.isTTY ? 'always' : 'never';
    const args = ['diff', '--no-index', `--color=${color}`, 'committed', 'rendered'];
    try {
      return execFileSync('git', args, { cwd: directory, encoding: 'utf8' });
    } catch (error) {
      // git exits with 1 when there is a difference.
      return (error as { stdout: string }).stdout;
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}
