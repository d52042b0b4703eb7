import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'kiosque-running-'));
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const image = (repository: string, digit: string) => ({ repository, digest: digest(digit) });
const script = join(process.cwd(), 'tools/delivery/running-images.ts');
const running = (environment: NodeJS.ProcessEnv) =>
  runCommand(process.execPath, [script], { cwd: directory, env: { ...process.env, ...environment } });
const write = (images: object): void =>
  writeFileSync(join(directory, 'charts/environments/images.json'), JSON.stringify(images));
beforeAll(() => {
  mkdirSync(join(directory, 'charts/environments'), { recursive: true });
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

it('should print each image once, where it comes from, without placeholders', async () => {
  const registry = 'kiosque.azurecr.io';
  write({
    development: { kiosque: image('ghcr.io/kiosque/kiosque', 'a'), redis: image('ghcr.io/kiosque/redis', 'c') },
    qualification: { kiosque: image(`${registry}/kiosque`, 'a'), redis: image(`${registry}/redis`, 'c') },
    production: {
      kiosque: image(`${registry}/kiosque`, 'b'),
      redis: image(`${registry}/redis`, '0'),
      publisher: image(`${registry}/kiosque-publisher`, 'd'),
      other: image('quay.io/other/other', 'e'),
    },
  });
  expect(await running({ GITHUB_REPOSITORY: 'kiosque/kiosque' })).toEqual({
    code: 0,
    stdout: `images=${JSON.stringify([
      `ghcr.io/kiosque/kiosque@${digest('a')}`,
      `docker.io/library/redis@${digest('c')}`,
      `ghcr.io/kiosque/kiosque@${digest('b')}`,
      `ghcr.io/kiosque/kiosque-publisher@${digest('d')}`,
      `quay.io/other/other@${digest('e')}`,
    ])}\n`,
    stderr: '',
  });
});

it('should print an empty array if nothing runs', async () => {
  write({ development: { kiosque: image('ghcr.io/kiosque/kiosque', '0') } });
  expect(await running({ GITHUB_REPOSITORY: 'kiosque/kiosque' })).toMatchObject({ code: 0, stdout: 'images=[]\n' });
});

it('should need the repository and the images', async () => {
  expect(await running({ GITHUB_REPOSITORY: undefined })).toMatchObject({ code: 1, stdout: '' });
  rmSync(join(directory, 'charts/environments/images.json'));
  expect(await running({ GITHUB_REPOSITORY: 'kiosque/kiosque' })).toMatchObject({
    code: 1,
    stderr: 'charts/environments/images.json cannot be read\n',
  });
});
