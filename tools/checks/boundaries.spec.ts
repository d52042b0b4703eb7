import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: readonly { name: string }[];
};

/** For each rule, files that violate it, with their imports; rules with several parts are violated in each. */
const BROKEN: Readonly<Record<string, readonly (readonly [file: string, imported: string])[]>> = {
  'no-cycles': [['service/http/one.ts', './other.ts']],
  'no-orphans': [['service/http/orphan.ts', '']],
  'contract-imports-nothing': [['service/contract.ts', './common/clock.ts']],
  'config-and-common-import-only-the-contract': [
    ['service/config/reader.ts', '../http/server.ts'],
    ['service/common/clock.ts', '../start.ts'],
  ],
  'infrastructure-imports-no-feature': [
    ['service/access/guard.ts', '../parking/place.ts'],
    ['service/notifications/mail.ts', '../health/probe.ts'],
    ['service/openapi/page.ts', '../features.ts'],
  ],
  'notifications-are-independent': [['service/notifications/chat.ts', '../http/server.ts']],
  'telemetry-is-independent': [['service/telemetry/queue.ts', '../metrics/registry.ts']],
  'features-import-no-other-feature': [
    ['service/parking/place.ts', '../library/book.ts'],
    ['service/library/book.ts', '../web/frame/layout.ts'],
    ['service/library/loan.ts', '../start.ts'],
  ],
  'features-are-listed-once': [['service/start.ts', './library/library.feature.ts']],
  'only-modules-import-controllers': [['service/library/library.service.ts', './library.controller.ts']],
  'stores-and-sources-import-no-http': [
    ['service/library/stores/book.ts', '../../http/server.ts'],
    ['service/parking/sources/place.ts', 'node:http'],
  ],
  'only-the-app-module-imports-health': [['service/web/frame/layout.ts', '../../health/probe.ts']],
  'no-other-folder-imports-commands': [['service/health/probe.ts', '../commands/run.ts']],
  'web-uses-public-services': [['service/web/library/page.ts', '../../library/stores/book.ts']],
  'descriptions-are-imported-lazily': [['service/library/library.routes.ts', './library.openapi.ts']],
  'pages-import-no-other-pages': [['service/web/parking/page.ts', '../library/page.ts']],
  'sources-import-no-collections': [['service/content/sources/file.ts', '../collections/event.ts']],
  'representations-are-pure': [['service/library/representations/book.ts', 'fastify']],
  'representations-import-no-node-modules': [['service/library/representations/file.ts', 'node:fs']],
  'documents-are-independent': [['service/content/documents/parser.ts', '../../common/clock.ts']],
  'only-azure-files-import-the-azure-sdk': [['service/library/blob.ts', '@azure/storage-blob']],
  'only-telemetry-imports-opentelemetry': [['service/library/trace.ts', '@opentelemetry/api']],
  'no-tests-in-product': [['service/library/shelf.ts', '../test/fixture.ts']],
  'service-imports-no-charts': [['service/library/chart.ts', '../../charts/main.ts']],
  'environments-are-plain-data': [['charts/environments/production.ts', '../main.ts']],
  'sections-import-only-prop-checks': [['charts/environments/sections/web.ts', '../../constructs/web.ts']],
  'constructs-import-no-environment': [['charts/constructs/web.ts', '../environments/production.ts']],
  'charts-import-only-the-contract': [['charts/main.ts', '../service/http/server.ts']],
  'policy-imports-no-chart': [['charts/policy/rule.ts', '../constructs/web.ts']],
  'no-tests-in-charts': [['charts/render.ts', './test/objects.ts']],
  'only-listed-packages': [['service/library/format.ts', 'prettier']],
};

/** Allowed imports, which must not be reported. */
const KEPT: readonly (readonly [file: string, imported: string])[] = [
  ['service/library/index.ts', '../access/guard.ts'],
  ['service/library/library.feature.ts', '../feature.ts'],
  ['service/library/library.module.ts', './library.controller.ts'],
  ['service/features.ts', './library/library.feature.ts'],
  ['service/web/library/list.ts', '../../library/library.service.ts'],
  ['service/web/library/frame.ts', '../frame/layout.ts'],
  ['service/app.module.ts', './health/probe.ts'],
  ['service/http/server.ts', '../config/port.ts'],
  ['service/notifications/counter.ts', '../metrics/registry.ts'],
  ['service/library/shelf.spec.ts', '../parking/place.ts'],
];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

describe('npm run boundaries', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-boundaries-'));
  let violations: readonly Violation[];

  beforeAll(() => {
    // A cycle is reported once, at one of its files.
    const files = new Map([['service/http/other.ts', "import './one.ts';\n"]]);
    for (const [file, imported] of [...Object.values(BROKEN).flat(), ...KEPT]) {
      files.set(file, imported === '' ? 'export {};\n' : `import '${imported}';\n`);
      if (!imported.startsWith('.')) continue;
      const target = join(dirname(file), imported);
      if (!files.has(target)) files.set(target, 'export {};\n');
    }
    for (const [file, text] of files) {
      mkdirSync(join(directory, dirname(file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
    for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'])
      cpSync(file, join(directory, file));
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    const given = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'service', 'charts'];
    const { stdout, stderr } = spawnSync('node_modules/.bin/depcruise', given, { cwd: directory, encoding: 'utf8' });
    expect(stderr).toBe('');
    violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  const reported = (rule: string): readonly string[] =>
    violations.filter((violation) => violation.rule.name === rule).map(({ from }) => from);

  it.each(forbidden.map(({ name }) => name))('should report a violation of %s', (rule) => {
    const broken = (BROKEN[rule] ?? []).map(([file]) => file);
    expect(broken).not.toEqual([]);
    expect(reported(rule)).toEqual(expect.arrayContaining(broken));
  });

  it('should report nothing if all rules are followed', () => {
    const kept = KEPT.map(([file]) => file);
    expect(violations.filter(({ from }) => kept.includes(from))).toEqual([]);
  });
});
