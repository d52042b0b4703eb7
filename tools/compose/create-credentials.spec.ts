import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';

describe('The credentials of compose.yaml', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kiosque-credentials-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const create = () =>
    runCommand(process.execPath, ['tools/compose/create-credentials.ts', directory], { env: process.env });

  it('should be created by the next start if the first one was interrupted', async () => {
    expect(await create()).toMatchObject({ code: 0 });
    const files = readdirSync(directory);
    for (const lost of ['complete', 'session-secrets']) rmSync(join(directory, lost));
    const { code, stdout, stderr } = await create();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Credentials, shown only once:\n.* kq_[\w-]{43}\n/);
    expect(readdirSync(directory)).toEqual(files);
  });
});
