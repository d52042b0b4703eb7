import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { ServerConfig } from '../config/server.config.ts';
import { ManagementServer } from '../metrics/management.server.ts';
import { ManagementProbes } from './management-probes.ts';

describe(ManagementProbes.name, () => {
  const feature = {
    isStarted: false,
    result: { analyser: { status: 'up' } } as HealthIndicatorResult,
    checks() {
      return [() => this.result];
    },
  };
  const config = { HOST: '127.0.0.1', MANAGEMENT_PORT: 0 } as ServerConfig;
  const server = new ManagementServer(new Registry(), config, pino({ enabled: false }));

  beforeAll(async () => {
    new ManagementProbes([feature], server).onModuleInit();
    await server.onApplicationBootstrap();
  });
  afterAll(() => server.onApplicationShutdown());

  async function probe(path: string): Promise<[number, unknown]> {
    const answer = await fetch(`http://127.0.0.1:${String(server.port)}${path}`);
    return [answer.status, await answer.json()];
  }

  it('should be alive regardless of the features, and started once all of them are', async () => {
    expect(await probe('/healthz')).toEqual([200, { status: 'alive' }]);
    expect(await probe('/startupz')).toEqual([503, { status: 'starting' }]);
    feature.isStarted = true;
    expect(await probe('/startupz')).toEqual([200, { status: 'started' }]);
  });

  it.each([
    ['up', 200, 'ok'],
    ['degraded', 200, 'degraded'],
    ['down', 503, 'error'],
  ] as const)('should give the reasons if a component is %s', async (component, status, summary) => {
    feature.result = { analyser: { status: component, message: 'the queue grows' } };
    expect(await probe('/readyz')).toEqual([status, { status: summary, details: feature.result }]);
  });
});
