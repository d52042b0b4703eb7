import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { freePort } from './test/free-port.ts';
import { ServiceProcess } from './test/service-process.ts';

/** The whole of a feature that does nothing: its folder, and its folder of pages. */
const FILES = {
  'service/parking/parking.tokens.ts': "export const PARKING_HEALTH = Symbol('ParkingHealth');\n",
  'service/parking/parking.feature.ts': `import { integer } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import { defineFeature } from '../feature.ts';
import { PARKING_METRICS } from './parking.metric-list.ts';
import { PARKING_HEALTH } from './parking.tokens.ts';

export const parking = defineFeature({
  name: 'parking',
  settings: [
    settingGroup({
      title: 'Parking',
      settings: { PARKING_PLACES: integer('Places there are.', { min: 0, max: 1000, default: 12 }) },
    }),
  ],
  async module(config) {
    const { ParkingModule } = await import('./parking.module.ts');
    return ParkingModule.with(config.PARKING_PLACES);
  },
  health: PARKING_HEALTH,
  openApiTags: [{ name: 'Parking', description: 'Where to leave a car.' }],
  menu: () => [{ path: '/parking', title: { en: 'Parking', fr: 'Stationnement' } }],
  reservedPaths: ['parking'],
  rateLimits: ['barriers-per-minute'],
  metrics: { title: 'Parking', metrics: Object.values(PARKING_METRICS) },
  dependencyOperations: ['parking.open'],
});
`,
  'service/parking/parking.metric-list.ts': `import { defineMetric } from '../metrics/metric.ts';

export const PARKING_METRICS = {
  places: defineMetric({ name: 'kiosque_parking_places', type: 'gauge', help: 'Places.', labels: {} }),
};
`,
  'service/parking/parking.module.ts': `import { Inject, Injectable, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { Registry } from 'prom-client';
import type { FeatureHealth } from '../feature.ts';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { registerMetric } from '../metrics/register-metric.ts';
import { PARKING_METRICS } from './parking.metric-list.ts';
import { PARKING_HEALTH } from './parking.tokens.ts';

@Injectable()
class ParkingHealthIndicator implements FeatureHealth {
  readonly isStarted = true;

  constructor(private readonly health: HealthIndicatorService) {}

  checks(): (() => HealthIndicatorResult)[] {
    return [() => this.health.check('parking.barrier').up()];
  }
}

@Injectable()
class ParkingMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, @Inject('places') places: number) {
    registerMetric(registry, PARKING_METRICS.places, () => [{ labels: {}, value: places }]);
  }
}

@Module({})
export class ParkingModule {
  static with(places: number): DynamicModule {
    const health = { provide: PARKING_HEALTH, useClass: ParkingHealthIndicator };
    return {
      module: ParkingModule,
      providers: [{ provide: 'places', useValue: places }, HealthIndicatorService, ParkingMetrics, health],
      exports: [PARKING_HEALTH],
    };
  }
}
`,
  'service/web/parking/parking-pages.module.ts': `import { Controller, Get, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

@ApiTags('Parking')
@Controller('parking')
class ParkingController {
  @Get()
  show(): string {
    return 'twelve places';
  }
}

@Module({})
export class ParkingPagesModule {
  static with(parking: DynamicModule): DynamicModule {
    return { module: ParkingPagesModule, imports: [parking], controllers: [ParkingController] };
  }
}
`,
} as const;

/** The lines that list it, and the line each stands before: an import, and the entry that uses it. */
const LINES = [
  ['service/features.ts', 'import { content }', "import { parking } from './parking/parking.feature.ts';\n"],
  ['service/features.ts', '] as const;', ', parking'],
  [
    'service/web/pages.ts',
    'import { Content',
    "import { ParkingPagesModule } from './parking/parking-pages.module.ts';\n",
  ],
  [
    'service/web/pages.ts',
    "  'ticket-queue': {",
    '  parking: { modules: (parking) => [ParkingPagesModule.with(parking)] },\n',
  ],
  ['service/contract.ts', "'readyz'", "'parking', "],
  [
    'service/config/retired-settings.ts',
    '];\n\n/** Receives',
    "{ name: 'PARKING_SPACES', to: 'PARKING_PLACES', until: 'v9.0.0' },",
  ],
] as const;

/** Prints the paths that features reserve and the contract lacks, so that charts would accept them as names of queues. */
const MISSING_PATHS = `
  const [{ FEATURES }, { CONTRACT }] = [await import('./service/features.ts'), await import('./service/contract.ts')];
  const known = [...CONTRACT.reservedPaths, ...CONTRACT.collections];
  console.log(FEATURES.flatMap(({ reservedPaths = [] }) => reservedPaths).filter((path) => !known.includes(path)));
`;

const WITH = {
  help: true,
  settingsPage: true,
  metricsPage: true,
  health: true,
  tag: true,
  menu: true,
  page: 200,
  metric: true,
  limit: true,
  renamed: true,
};
/** Types are checked once, with the feature: checking takes half of the time of a build. */
const UNCHECKED = ['--noCheck'];
const WITHOUT = {
  help: false,
  settingsPage: false,
  metricsPage: false,
  health: false,
  tag: false,
  menu: false,
  page: 404,
  metric: false,
  limit: false,
  renamed: false,
};

describe('A third feature', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-feature-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  /** What of the feature the process shows that is built from the copy. */
  async function built(...options: readonly string[]): Promise<typeof WITHOUT> {
    const node = (...args: readonly string[]): string =>
      execFileSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
    rmSync(join(directory, 'build'), { recursive: true, force: true });
    expect(node('--input-type=module', '--eval', MISSING_PATHS)).toBe('[]\n');
    node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', ...options);
    node('tools/bundle.ts');
    for (const page of ['settings', 'metrics']) node(`tools/docs/write-${page}-page.ts`);
    const help = node('build/main.js', '--help').includes('PARKING_PLACES (12)');
    const management = await freePort();
    const { service, url } = await ServiceProcess.start(
      { MANAGEMENT_PORT: String(management), PARKING_SPACES: '15' },
      directory,
    );
    const text = async (address: string): Promise<string> => await (await fetch(address)).text();
    const metrics = await text(`http://127.0.0.1:${String(management)}/metrics`);
    const shown = {
      help,
      settingsPage: readFileSync(join(directory, 'docs/settings.md'), 'utf8').includes('`PARKING_PLACES`'),
      metricsPage: ['`kiosque_parking_places`', '`parking.open`', '`barriers-per-minute`'].every((name) =>
        readFileSync(join(directory, 'docs/metrics.md'), 'utf8').includes(name),
      ),
      health: (await text(`${url}/readyz`)).includes('"parking.barrier":{"status":"up"}'),
      tag: (await text(`${url}/openapi.json`)).includes('Where to leave a car.'),
      menu: (await text(`${url}/?lang=fr`)).includes('Stationnement'),
      page: (await fetch(`${url}/parking`)).status,
      metric: metrics.includes('kiosque_parking_places 15'),
      limit: metrics.includes('kiosque_limits_reached_total{limit="barriers-per-minute"} 0'),
      renamed:
        service.output.includes('"msg":"PARKING_SPACES was renamed to PARKING_PLACES') &&
        readFileSync(join(directory, 'docs/settings.md'), 'utf8').includes('Renamed to `PARKING_PLACES`'),
    };
    expect(await service.end('SIGKILL')).toBeNull();
    return shown;
  }

  it('should only require its folder, its pages and a line in each list, and leave nothing when they are removed', async () => {
    for (const path of ['service', 'tools', 'content', 'package.json', 'tsconfig.json', 'tsconfig.build.json'])
      cpSync(path, join(directory, path), { recursive: true });
    mkdirSync(join(directory, 'docs'));
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    for (const [file, source] of Object.entries(FILES)) {
      mkdirSync(join(directory, file, '..'), { recursive: true });
      writeFileSync(join(directory, file), source);
    }
    const lists = new Map(LINES.map(([file]) => [file, readFileSync(join(directory, file), 'utf8')]));
    for (const [file, before, line] of LINES) {
      const source = readFileSync(join(directory, file), 'utf8');
      expect(source.split(before)).toHaveLength(2);
      writeFileSync(
        join(directory, file),
        source.replace(before, () => line + before),
      );
    }
    expect(await built()).toEqual(WITH);
    for (const [file, source] of lists) writeFileSync(join(directory, file), source);
    for (const file of Object.keys(FILES)) rmSync(join(directory, file));
    expect(await built(...UNCHECKED)).toEqual(WITHOUT);
  }, 240_000);
});
