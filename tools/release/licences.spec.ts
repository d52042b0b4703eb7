import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';

const root = process.cwd();
const directory = mkdtempSync(join(tmpdir(), 'kiosque-licences-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** The licences of a component as CycloneDX has them. */
type Licences = readonly ({ readonly license: { id?: string; name?: string } } | { readonly expression: string })[];

/** Judges one component for each list of licences, by an SBOM in the place of the one that npm makes. */
function judge(...components: readonly (Licences | undefined)[]): Promise<Ended> {
  const listed = components.map((licenses, index) => ({ name: `p${String(index)}`, version: '1.0.0', licenses }));
  const program = join(directory, 'tools/release/sbom');
  mkdirSync(join(directory, 'tools/release'), { recursive: true });
  writeFileSync(program, `#!/bin/sh\ncat << 'END'\n${JSON.stringify({ components: listed })}\nEND\n`);
  chmodSync(program, 0o755);
  const env = { PATH: process.env['PATH'] };
  return runCommand(process.execPath, [join(root, 'tools/release/licences.ts')], { cwd: directory, env });
}

const expressions = (...texts: readonly string[]): Licences[] => texts.map((expression) => [{ expression }]);

describe('licences', () => {
  it('should list the packages by licence, and accept what is permissive', async () => {
    const mit = [{ license: { id: 'MIT' } }];
    const ended = await judge(
      mit,
      [...mit, { license: { id: 'ISC' } }],
      mit,
      [{ license: { name: '0BSD' } }],
      ...expressions(
        'GPL-3.0-only OR MIT',
        'MIT AND Apache-2.0',
        '(MIT OR GPL-3.0-only) AND ISC',
        '((MIT AND ISC) OR GPL-3.0-only)',
      ),
    );
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout.split('\n')).toEqual(
      expect.arrayContaining(['MIT (2): p0@1.0.0, p2@1.0.0', 'MIT AND ISC (1): p1@1.0.0', '0BSD (1): p3@1.0.0']),
    );
  });

  it('should refuse what asks for more than attribution, or does not say what it asks for', async () => {
    const refused = [
      'MIT AND GPL-3.0-only',
      'GPL-3.0-only OR LGPL-3.0-only',
      '(MIT OR ISC) AND GPL-3.0-only',
      'GPL-3.0-only AND (ISC OR MIT)',
      'MIT OR',
    ];
    const { code, stderr } = await judge(
      ...expressions(...refused),
      [{ expression: 'MIT OR ISC' }, { license: { id: 'GPL-2.0-only' } }],
      [{ license: { name: 'Commercial' } }],
      [],
      undefined,
    );
    expect(code).toBe(1);
    expect(stderr).toBe(
      `not allowed: ${[...refused, '(MIT OR ISC) AND GPL-2.0-only', 'Commercial', 'unknown'].join(', ')}; ` +
        'replace the package, or list it in tools/release/licences.ts\n',
    );
  });
});
