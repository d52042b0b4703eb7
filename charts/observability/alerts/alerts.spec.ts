import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { failuresOf } from '../../test/promtool.ts';
import type { RuleTest } from '../../test/promtool.ts';
import { alertRuleGroups } from '../alert-rules.ts';
import { composeTarget } from '../alert-target.ts';
import type { Alert } from './alert.ts';
import { ALERTS } from './alerts.ts';
import { SCENARIO_TARGET } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

const tests: readonly RuleTest[] = Object.entries(ALERTS).flatMap(([feature, alerts]) =>
  Object.entries(alerts).map(([name, alert]) => ({
    id: name,
    name,
    feature,
    alert,
    scenarios: SCENARIOS[feature]?.[name] ?? [],
  })),
);

describe('The alerts', () => {
  let failures: Map<string, string>;
  beforeAll(async () => {
    failures = await failuresOf(tests);
  }, 120_000);

  it.each(tests.map(({ name, scenarios }) => [name, scenarios] as const))(
    'should include %s, which fires and clears in a scenario',
    (name, scenarios) => {
      const both = scenarios.some(({ firing }) => {
        const states = Object.entries(firing)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, alerts]) => alerts.length > 0);
        return states.includes(true) && states.lastIndexOf(false) > states.indexOf(true);
      });
      expect(both).toBe(true);
      expect(failures.get(name)).toBeUndefined();
    },
  );

  it('should have no scenario of an alert that does not exist', () => {
    for (const [feature, scenarios] of Object.entries(SCENARIOS))
      expect(Object.keys(scenarios).sort()).toEqual(Object.keys(ALERTS[feature] ?? {}).sort());
  });

  it('should fit into the rule groups of Azure, which have at most 20 rules', () => {
    for (const alerts of Object.values(ALERTS)) expect(Object.keys(alerts).length).toBeLessThanOrEqual(20);
  });

  it.each(tests.map(({ name, alert }) => [name, alert] as const))('should state value and place of %s', (_, alert) => {
    expect(alert.summary).toMatch(/\{\{ (?:if gt )?\$value[ }]/);
    expect(alert.summary).toContain('{{ $labels.namespace }}');
  });

  it('should have an existing runbook each', () => {
    const headings = readFileSync('docs/alerts.md', 'utf8').matchAll(/^### (\w+)$/gm);
    const documented = [...headings].map(([, heading = '']) => heading);
    expect(documented.sort()).toEqual(tests.map(({ name }) => name).sort());
    for (const { rules } of alertRuleGroups(composeTarget)) {
      for (const { alert, annotations } of rules) {
        const [, page = '', anchor] = /\/(docs\/[\w-]+\.md)#(\w+)$/.exec(annotations['runbook_url'] ?? '') ?? [];
        expect({ exists: existsSync(page), anchor }).toEqual({ exists: true, anchor: alert.toLowerCase() });
      }
    }
  });

  it('should only select series of their environment', () => {
    for (const { name, alert } of tests) {
      const expression = [alert.expression(alert.thresholds), ...(alert.orAbsent?.(SCENARIO_TARGET) ?? [])].join(' ');
      const selectors = [...expression.matchAll(/\b(?:(?:kiosque|kube|kubelet|certmanager)_\w+|up\b)(.{0,7})/g)];
      expect(selectors.length).toBeGreaterThan(0);
      for (const [, next] of selectors) expect({ name, next }).toEqual({ name, next: '{$scope' });
    }
  });
});

/** One change of an alert that its scenarios must notice. */
function mutantsOf(test: RuleTest): RuleTest[] {
  const { alert, id } = test;
  const mutant = (change: string, changed: Partial<Alert>): RuleTest => ({
    ...test,
    id: `${id}-${change}`,
    alert: { ...alert, ...changed },
  });
  const factors = [
    ['doubled', 2],
    ['halved', 0.5],
  ] as const;
  const absences = alert.orAbsent?.(SCENARIO_TARGET) ?? [];
  return [
    ...factors.flatMap(([word, factor]) => [
      ...Object.entries(alert.thresholds).map(([name, value]) =>
        mutant(`${name}-${word}`, { thresholds: { ...alert.thresholds, [name]: value * factor } }),
      ),
      ...(alert.minutes > 0 ? [mutant(`minutes-${word}`, { minutes: alert.minutes * factor })] : []),
    ]),
    ...absences.map((_, removed) =>
      mutant(`without-absent-${String(removed)}`, {
        orAbsent: (target) => (alert.orAbsent?.(target) ?? []).filter((_each, index) => index !== removed),
      }),
    ),
  ];
}

describe('The scenarios of the alerts', () => {
  const mutants = tests.flatMap(mutantsOf);

  it('should notice every threshold and duration that is doubled or halved, and every absence that is ignored', async () => {
    const noticed = await failuresOf(mutants);
    expect(mutants.length).toBeGreaterThan(100);
    // A rule that promtool cannot parse would be noticed for the wrong reason.
    expect(mutants.map(({ id }) => id).filter((id) => !/\bexp:.*\bgot:/s.test(noticed.get(id) ?? ''))).toEqual([]);
  }, 300_000);
});
