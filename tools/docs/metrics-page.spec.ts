import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Registry } from 'prom-client';
import { metricGroups } from '../../service/metric-groups.ts';
import { METRICS_REGISTRY } from '../../service/metrics/metrics.tokens.ts';
import { TestApp } from '../../service/test/create-test-app.ts';
import { RedisServer } from '../../service/test/redis.ts';
import { IDLE_TELEMETRY } from '../../service/test/telemetry-settings.ts';
import { metricsPage, nodeMetrics } from './metrics-page.ts';

/** Name, type, meaning and labels of a metric. */
type Shape = readonly [string, string, string, readonly string[]];

const described: readonly Shape[] = [...metricGroups().flatMap(({ metrics }) => metrics), ...nodeMetrics()]
  .map(({ name, type, help, labels }) => [name, type, help, Object.keys(labels).sort()] as const)
  .sort(byName);

function byName([left]: Shape, [right]: Shape): number {
  return left < right ? -1 : 1;
}

async function registered(environment: NodeJS.ProcessEnv): Promise<readonly Shape[]> {
  const everything = { FEATURES: 'content,ticket-queue,security-log', LOG_REQUESTS: 'all', ...environment };
  const app = await TestApp.start({ environment: everything, telemetry: IDLE_TELEMETRY });
  const metrics = app.app.get<Registry>(METRICS_REGISTRY).getMetricsAsArray() as unknown as {
    readonly name: string;
    readonly type: string;
    readonly help: string;
    readonly labelNames?: readonly string[];
  }[];
  await app.close();
  return metrics
    .map(({ name, type, help, labelNames = [] }) => [name, type, help, labelNames.toSorted()] as const)
    .sort(byName);
}

describe('docs/metrics.md', () => {
  it('should be up to date', () => {
    // Prettier aligns the columns of tables.
    const squeeze = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim();
    expect(squeeze(readFileSync('docs/metrics.md', 'utf8'))).toBe(squeeze(metricsPage(metricGroups())));
  });

  it('should describe exactly what a service with SQLite registers', async () => {
    expect(await registered({})).toEqual(described);
  });

  it('should describe exactly what a service with Redis registers', async () => {
    const redis = await RedisServer.start();
    const port = { REDIS_PORT: String(redis.port) };
    const store = { QUEUE_STORE: 'redis', ACCESS_STORE: 'redis', SECURITY_LOG_STORE: 'redis', ...port };
    expect(await registered(store)).toEqual(described);
    await redis.stop();
  });
});
