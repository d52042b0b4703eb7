import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Azurite } from '../test/azurite.ts';
import { runCommand } from '../test/run-command.ts';
import type { Ended } from '../test/run-command.ts';

describe('npm run content:publish', () => {
  let azurite: Azurite;
  let directory: string;
  beforeAll(async () => {
    azurite = await Azurite.start();
    directory = await mkdtemp(join(tmpdir(), 'kiosque-publish-'));
  });
  afterAll(async () => {
    await azurite.remove();
    await rm(directory, { recursive: true });
  });

  function publish(...args: string[]): Promise<Ended> {
    const env = {
      PATH: process.env['PATH'],
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
      AZURE_STORAGE_CONTAINER: 'published',
    };
    return runCommand(process.execPath, ['build/content/publish.js', ...args], { env });
  }

  it('should upload the documents of a directory unchanged, with their media type', async () => {
    const { code, stdout, stderr } = await publish('--create-container', 'content');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/faq\.json: \d+ items published\n/);
    const blob = azurite.container('published').getBlobClient('faq.json');
    expect(await blob.downloadToBuffer()).toEqual(await readFile('content/faq.json'));
    expect((await blob.getProperties()).contentType).toBe('application/json');
  });

  it('should upload nothing if a document is refused, and report the position of the error', async () => {
    await writeFile(join(directory, 'faq.json'), '{"questions":[]}');
    await writeFile(join(directory, 'news.yaml'), 'news: [\n');
    const before = await azurite.container('published').getBlobClient('faq.json').downloadToBuffer();
    const { code, stderr } = await publish(directory);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^news\.yaml:\d+:\d+ {2}.+\nNothing was published\.\n$/);
    expect(await azurite.container('published').getBlobClient('faq.json').downloadToBuffer()).toEqual(before);
  });

  it('should print its usage, and fail if there is nothing to publish', async () => {
    expect(await publish('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^usage: npm run content:publish/),
      stderr: '',
    });
    expect((await publish()).stderr).toContain('usage: npm run content:publish');
    expect((await publish('--force', 'content')).stderr).toContain("Unknown option '--force'");
    expect((await publish('service')).stderr).toContain('service contains none of events.json, events.yaml');
    expect(await publish('nowhere')).toMatchObject({
      code: 1,
      stderr: 'nowhere is not a readable directory\n',
    });
  });
});
