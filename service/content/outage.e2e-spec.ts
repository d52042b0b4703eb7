import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { Azurite } from '../test/azurite.ts';
import { TestApp } from '../test/create-test-app.ts';
import type { Answer } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { valueOf } from '../test/exposition.ts';

const TTL_SECONDS = 1;
const DOCUMENTS: Readonly<Record<string, string>> = {
  'events.json': '{"items": [{"id": 1, "title": "Soutenance", "date": "2026-02-15"}]}',
  'news.yaml': 'news:\n  - title: "Lancement"\n    content: "En ligne !"\n',
  'faq.json': '{"questions": [{"q": "C\'est quoi un pod ?", "a": "Une unité"}]}',
};

/** Content from a real Blob server, which then fails in every way there is. */
describe('Azure Blob Storage', () => {
  let azurite: Azurite;
  let app: TestApp;
  let snapshots: string;
  const environment = (): NodeJS.ProcessEnv => ({
    CONTENT_SOURCE: 'azure-blob',
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    CONTENT_CACHE_TTL_SECONDS: String(TTL_SECONDS),
    CONTENT_READ_TIMEOUT_SECONDS: '0.7',
    CONTENT_SNAPSHOT_DIRECTORY: snapshots,
  });

  beforeAll(async () => {
    snapshots = await mkdtemp(join(tmpdir(), 'kiosque-snapshots-'));
    azurite = await Azurite.start();
    for (const [name, text] of Object.entries(DOCUMENTS)) await azurite.upload(name, text);
    app = await TestApp.start({ environment: environment() });
    await app.refresh();
  });
  afterAll(async () => {
    await app.close();
    await azurite.remove();
    await rm(snapshots, { recursive: true });
  });

  const isStale = ({ headers }: Answer): boolean => headers['cache-status']?.includes('ttl=-') === true;
  /** Reads until content is fresh or stale as wanted, and requires every answer on the way to be 200 and whole. */
  const until = async (stale: boolean): Promise<Answer> =>
    await eventually(async () => {
      const answer = await app.get('/api/events');
      expect(answer.status).toBe(200);
      expect((answer.json() as { items: unknown[] }).items).toHaveLength(1);
      if (isStale(answer) !== stale) throw new Error(`still ${String(answer.headers['cache-status'])}`);
      return answer;
    }, 15_000);
  const ready = async (): Promise<{
    status: number;
    body: { status: string; details: Record<string, { status: string; message: string }> };
  }> => {
    const answer = await app.managed('/readyz');
    return { status: answer.status, body: answer.json() };
  };

  it('should serve the three documents unchanged, as JSON and as YAML', async () => {
    for (const [file, text] of Object.entries(DOCUMENTS)) {
      const path = `/api/${file.split('.')[0] ?? ''}`;
      expect((await app.get(path)).json()).toEqual(load(text));
      expect(load((await app.get(`${path}.yaml`)).text)).toEqual(load(text));
    }
    expect((await ready()).body.status).toBe('ok');
  });

  it('should serve a change within a TTL', async () => {
    await azurite.upload('faq.json', '{"questions": []}');
    await eventually(
      async () => {
        expect((await app.get('/api/faq')).json()).toEqual({ questions: [] });
      },
      TTL_SECONDS * 1000 + 500,
    );
    await azurite.upload('faq.json', DOCUMENTS['faq.json'] ?? '');
  });

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>, RegExp]>([
    ['stopped', async () => await azurite.stop(), async () => await azurite.resume(), /failed with|did not answer/],
    [
      'frozen',
      async () => {
        await Promise.resolve(azurite.freeze());
      },
      async () => {
        await Promise.resolve(azurite.thaw());
      },
      /did not respond within 0\.7 s/,
    ],
    [
      'answering garbage',
      async () => await replaceByGarbage(),
      async () => await restoreFromGarbage(),
      /events\.json, line 1, column 1|failed with|no ETag|did not answer/,
    ],
    ['forbidding', async () => await replaceByStatus(403), async () => await restoreFromGarbage(), /failed with 403/],
    ['failing', async () => await replaceByStatus(500), async () => await restoreFromGarbage(), /failed with 500/],
  ])('should serve every read while it is %s, marked stale, and recover', async (_how, breakIt, mendIt, reason) => {
    await until(false);
    await breakIt();
    const stale = await until(true);
    expect(Number(stale.headers.age)).toBeGreaterThanOrEqual(TTL_SECONDS);
    expect((await app.get('/api')).json()).toMatchObject({
      collections: expect.arrayContaining([expect.objectContaining({ name: 'events', status: 'stale' })]),
    });
    expect((await app.get('/events')).text).toContain('class="notice"');
    await eventually(async () => {
      const { status, body } = await ready();
      expect([status, body.status]).toEqual([200, 'degraded']);
      expect(body.details['content.events']?.message).toMatch(reason);
    });
    expect((await readdir(snapshots)).sort()).toEqual(['events.snapshot', 'faq.snapshot', 'news.snapshot']);
    const metrics = await app.metrics();
    expect(metrics).toContain('kiosque_content_stale{collection="events"} 1');
    expect(metrics).toMatch(/kiosque_content_stale_answers_total\{collection="events"\} [1-9]/);
    await mendIt();
    const start = Date.now();
    await until(false);
    // Recovery is due within a TTL of the source being back; a refresh that was under way may end first.
    expect(Date.now() - start).toBeLessThan(TTL_SECONDS * 1000 + 1500);
    await eventually(async () => {
      expect((await ready()).body.status).toBe('ok');
    });
  });

  it('should measure reads by outcome', async () => {
    const metrics = await app.metrics();
    for (const outcome of ['ok', 'error']) {
      const labels = `dependency="azure-blob",operation="content.read",outcome="${outcome}"`;
      expect(valueOf(metrics, `kiosque_dependency_duration_seconds_count{${labels}}`)).toBeGreaterThan(0);
    }
  });

  it('should log each change of state once, and never the key', () => {
    const transitions = app.log.filter(({ collection, state }) => collection === 'events' && state !== undefined);
    expect(transitions.length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(app.log)).not.toContain('AccountKey');
    expect(JSON.stringify(app.log)).not.toContain('Eby8vdM02x');
  });

  it('should serve snapshots when started during an outage, and return 404 only when the source does', async () => {
    expect(await readFile(`${snapshots}/events.snapshot`, 'utf8')).not.toContain('AccountKey');
    await azurite.stop();
    const restarted = await TestApp.start({ environment: environment() });
    await restarted.refresh();
    expect((await restarted.get('/api/news')).json()).toEqual(load(DOCUMENTS['news.yaml'] ?? ''));
    expect((await restarted.get('/readyz')).json()).toMatchObject({ status: 'degraded' });
    await azurite.resume();
    await azurite.container().getBlobClient('news.yaml').delete();
    await eventually(async () => {
      expect((await restarted.get('/api/news')).status).toBe(404);
    });
    await restarted.close();
  });

  it('should keep the last copies and snapshots if the container is deleted', async () => {
    await until(false);
    await azurite.container().delete();
    await eventually(async () => {
      const { details } = (await ready()).body;
      expect(details['content.events']?.message).toContain('failed with 404 ContainerNotFound');
    });
    await until(true);
    expect(await readdir(snapshots)).toContain('events.snapshot');
  });

  let impostor: Server | undefined;
  const impersonate = async (answer: (path: string) => { status: number; body: string }): Promise<void> => {
    await azurite.stop();
    impostor = createServer((request, response) => {
      const { status, body } = answer(request.url ?? '');
      response
        .writeHead(status, {
          'content-type': 'text/html',
          etag: '"x"',
          'x-ms-error-code': 'Impostor',
          'content-length': String(body.length),
        })
        .end(body);
    }).listen(azurite.port, '127.0.0.1');
    await once(impostor, 'listening');
  };
  const replaceByGarbage = async (): Promise<void> => {
    await impersonate(() => ({ status: 200, body: '<html>captive portal</html>' }));
  };
  const replaceByStatus = async (status: number): Promise<void> => {
    await impersonate(() => ({ status, body: '<Error/>' }));
  };
  const restoreFromGarbage = async (): Promise<void> => {
    impostor?.closeAllConnections();
    await new Promise((resolve) => impostor?.close(resolve));
    await azurite.resume();
  };
});
