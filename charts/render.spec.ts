import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Yaml } from 'cdk8s';
import { load } from 'js-yaml';
import { environments } from './environments/environments.ts';
import { production } from './environments/production.ts';
import { documentsOf } from './policy/kubernetes-object.ts';
import type { KubernetesObject } from './policy/kubernetes-object.ts';
import { render, renderAll } from './render.ts';
import { readManifests, readRendered, writeManifests } from './write-manifests.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'kiosque-render-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe(render.name, () => {
  const manifests = render(environments);
  const rendered = renderAll(environments);

  it('should match what is committed in dist/', () => {
    expect(readRendered('dist')).toEqual(new Map([...rendered].sort()));
  });

  it('should never render a Secret', () => {
    const flavours = (['external-secrets', 'key-vault-csi'] as const).map((secrets) =>
      render([{ ...production, secrets }]),
    );
    for (const flavour of [manifests, ...flavours]) {
      const kinds = [...flavour.values()].flatMap(documentsOf).map((object) => (object as KubernetesObject).kind);
      expect(kinds.length).toBeGreaterThan(10);
      expect(kinds).not.toContain('Secret');
    }
  });

  it('should put prerequisites in earlier files', () => {
    const [namespace] = documentsOf(manifests.get('production/0000-tenancy.k8s.yaml') ?? '');
    expect(namespace).toMatchObject({ kind: 'Namespace' });
    expect([...manifests.keys()].filter((path) => path.startsWith('production/'))).toEqual([
      'production/0000-tenancy.k8s.yaml',
      'production/0100-secrets.k8s.yaml',
      'production/0200-content.k8s.yaml',
      'production/0300-ticket-queues.k8s.yaml',
      'production/0400-security-log.k8s.yaml',
      'production/0900-exposure.k8s.yaml',
    ]);
  });

  it('should quote words that YAML 1.1 reads as another type', () => {
    const words = [
      'yes',
      'No',
      'on',
      'off',
      'y',
      'null',
      '~',
      '012',
      '1e3',
      '0x1f',
      '1_000',
      '12:30:45',
      '2026-11-21',
      '.inf',
      '1.0',
      '',
    ];
    const settings = Object.fromEntries(words.filter(Boolean).map((word, index) => [`WORD_${String(index)}`, word]));
    const text = render([{ ...production, settings }]).get('production/0200-content.k8s.yaml') ?? '';
    const { data } = documentsOf(text)[0] as { data: Record<string, unknown> };
    expect(data).toMatchObject(settings);
    for (const word of words.slice(0, 7)) expect(Yaml.stringify({ word })).toMatch(/: "/);
  });

  it('should reject a string that YAML 1.2 reads as a number', () => {
    expect(() => render([{ ...production, settings: { WEB_TITLE: '0o14' } }])).toThrow(
      'production/0200-content.k8s.yaml: it contains a string',
    );
  });

  it.each([
    ['another time zone and locale', { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }],
    ['variables that change what cdk8s does', { CDK8S_DISABLE_SORT: '1', CDK8S_RECORD_CONSTRUCT_METADATA: 'true' }],
  ])('should render the same bytes with %s, from another path', async (name, variables) => {
    const outdir = join(directory, name);
    const elsewhere = join(directory, `${name} elsewhere`);
    mkdirSync(elsewhere);
    for (const entry of ['charts', 'service', 'node_modules', 'package.json']) {
      symlinkSync(join(process.cwd(), entry), join(elsewhere, entry));
    }
    const env = { PATH: process.env['PATH'], ...variables, CDK8S_OUTDIR: outdir };
    await run(process.execPath, ['--preserve-symlinks', '--preserve-symlinks-main', 'charts/main.ts'], {
      cwd: elsewhere,
      env,
    });
    expect(readRendered(outdir)).toEqual(new Map([...rendered].sort()));
    expect(readdirSync(outdir).sort()).toEqual(
      ['argocd', 'observability', ...environments.map(({ name }) => name)].sort(),
    );
  });

  it('should be what cdk8s.yaml tells the cdk8s command line to run', () => {
    const { app, output } = load(readFileSync('cdk8s.yaml', 'utf8')) as { app: string; output: string };
    expect(app).toMatch(/node charts\/main\.ts$/);
    expect(output).toBe('dist');
  });
});

describe(writeManifests.name, () => {
  it('should only remove files that are no longer rendered, and their empty folder', () => {
    const outdir = join(directory, 'stale');
    writeManifests(
      new Map([
        ['gone/0000-a.k8s.yaml', 'a'],
        ['kept/0000-b.k8s.yaml', 'b'],
        ['kept/0100-c.k8s.yaml', 'c'],
        ['observability/dashboards/d.json', 'd'],
      ]),
      outdir,
    );
    writeFileSync(join(outdir, 'kept', 'README.md'), 'mine');
    writeManifests(new Map([['kept/0000-b.k8s.yaml', 'B']]), outdir);
    expect(readdirSync(outdir, { recursive: true }).sort()).toEqual(['kept', 'kept/0000-b.k8s.yaml', 'kept/README.md']);
    expect(readManifests(outdir).get('kept/0000-b.k8s.yaml')).toBe('B');
  });
});
