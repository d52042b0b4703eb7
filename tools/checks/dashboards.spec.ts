import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conditionOf, inScope } from '../../charts/observability/alerts/alert.ts';
import { ALERTS } from '../../charts/observability/alerts/alerts.ts';
import type { Action } from '../../charts/observability/dashboards/dashboard.ts';
import { DASHBOARDS } from '../../charts/observability/dashboards/dashboards.ts';
import { eventually } from '../../service/test/eventually.ts';
import { NAMESPACE, ObservedPlatform } from './observed/observed-platform.ts';

const RATE_SECONDS = 8;
const METRIC = /\b(?:(?:kiosque|kube|kubelet|container|certmanager|nodejs|process)_\w+|up)(?=\{)/g;

/** In an order in which each can still be done. */
const ACTIONS: readonly Action[] = [
  'read',
  'publish',
  'fail',
  'serve',
  'follow',
  'run-jobs',
  'send-logs',
  'change-cluster',
  'configure-redis',
  'lose-storage',
  'stop-pod',
  'lose-redis',
];

const inTest = (expression: string): string =>
  inScope(expression, `namespace="${NAMESPACE}"`).replaceAll('$__rate_interval', `${String(RATE_SECONDS)}s`);

const queries = DASHBOARDS.flatMap(({ name, rows }) =>
  rows.flatMap(({ panels }) =>
    panels.flatMap((panel) =>
      panel.queries.map(({ expression, changedBy }) => ({
        place: `${name}: ${panel.title}`,
        expression: inTest(expression),
        changedBy,
      })),
    ),
  ),
);

const conditions = Object.values(ALERTS).flatMap((alerts) =>
  Object.entries(alerts).map(([name, alert]) => ({
    name,
    condition: conditionOf(alert, {
      namespace: NAMESPACE,
      services: ['content', 'queue-rubis'],
      queues: ['rubis'],
      runbooks: '',
    }),
  })),
);

/** The built service, scraped by a real Prometheus; each query in the order in which actions change its value. */
describe('Dashboards and alerts', () => {
  let platform: ObservedPlatform;
  const valueOf = async (expression: string): Promise<string[]> =>
    (await platform.prometheus.query(expression))
      .map(({ metric, value }) => `${JSON.stringify(metric)} ${value[1]}`)
      .sort();

  beforeAll(async () => {
    platform = await ObservedPlatform.start();
    // Some series exist only after their first event.
    for (const action of ['read', 'fail', 'serve', 'run-jobs', 'send-logs'] as const) await platform.perform(action);
    // Until the rates are those of an idle service.
    await sleep((RATE_SECONDS + 4) * 1000);
  }, 120_000);
  afterAll(async () => {
    await platform.stop();
  });

  it.each(queries.map(({ place, expression }) => [place, expression] as const))(
    'should find series for %s: %s',
    async (_, expression) => {
      expect(await valueOf(expression)).not.toEqual([]);
      for (const metric of new Set(expression.match(METRIC)))
        expect(await valueOf(expression.replaceAll(`${metric}{`, `${metric}_renamed{`))).toEqual([]);
    },
  );

  it('should have an action for every query', () => {
    for (const action of ACTIONS) expect(queries.map(({ changedBy }) => changedBy)).toContain(action);
  });

  // In this order: the last actions end what the others need.
  it.each(ACTIONS)(
    'should change the values of its queries: %s',
    async (action) => {
      const own = queries.filter(({ changedBy }) => changedBy === action);
      const before = new Map<string, string[]>();
      for (const { expression } of own) before.set(expression, await valueOf(expression));
      await platform.perform(action);
      for (const { place, expression } of own) {
        await eventually(async () => {
          expect({ place, value: await valueOf(expression) }).not.toEqual({ place, value: before.get(expression) });
        }, 20_000);
      }
    },
    60_000,
  );

  it.each(conditions.map(({ name, condition }) => [name, condition] as const))(
    'should find series for each selector of %s',
    async (_, condition) => {
      await platform.prometheus.query(condition);
      const selectors = condition.match(/\b(?:(?:kiosque|kube|kubelet|certmanager)_\w+|up)\{[^}]*\}/g) ?? [];
      expect(selectors.length).toBeGreaterThan(0);
      for (const selector of selectors)
        expect({ selector, series: await valueOf(`last_over_time(${selector}[10m])`) }).not.toEqual({
          selector,
          series: [],
        });
    },
  );
});
