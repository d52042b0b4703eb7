import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { metricGroups } from '../../service/metric-groups.ts';
import { runCommand } from '../../service/test/run-command.ts';
import { alertmanagerFile } from '../constructs/alertmanager/alertmanager-file.ts';
import type { AlertRuleGroup } from '../constructs/alert-rules/alert-rules.ts';
import type { Environment } from '../environments/environment.ts';
import { environments } from '../environments/environments.ts';
import { production } from '../environments/production.ts';
import { alertRuleGroups } from '../observability/alert-rules.ts';
import { alertTargetOf } from '../observability/alert-target.ts';
import { ALERTS } from '../observability/alerts/alerts.ts';
import { dashboardJson } from '../observability/dashboards/dashboard-json.ts';
import { DASHBOARDS } from '../observability/dashboards/dashboards.ts';
import { observabilityFiles } from '../observability/observability-files.ts';
import { checkPolicy } from '../policy/check-policy.ts';
import { render, renderAll } from '../render.ts';
import { objectsOf } from './objects.ts';
import { monitored } from './observability.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'kiosque-observability-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});
const NAMES = Object.values(ALERTS).flatMap((alerts) => Object.keys(alerts));

/** Runs a program on a file with this text. */
async function checked(program: readonly string[], name: string, text: string): Promise<string> {
  const file = join(directory, name);
  writeFileSync(file, text);
  const [command = '', ...args] = program;
  const { code, stdout, stderr } = await runCommand(command, [...args, file], { env: process.env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe('An environment with the Prometheus operator', () => {
  const manifests = render([monitored]);
  const objects = objectsOf(manifests).filter(({ path }) => path === 'production/0500-observability.k8s.yaml');
  const named = (kind: string): string[] =>
    objects.filter(({ object }) => object.kind === kind).map(({ object }) => object.metadata.name);

  it('should have rules, dashboards and their delivery, and pass the policy', async () => {
    expect(named('PrometheusRule')).toEqual(['kiosque']);
    expect(named('AlertmanagerConfig')).toEqual(['kiosque']);
    expect(named('ConfigMap')).toEqual(DASHBOARDS.map(({ name }) => `dashboard-${name}`));
    expect(objects).toHaveLength(DASHBOARDS.length + 2);
    expect(await checkPolicy(new Map([...manifests].filter(([path]) => path.startsWith('production/'))))).toEqual([]);
  });

  it('should reference the Secrets with the password and the URL', () => {
    const secrets = objectsOf(manifests).filter(({ object }) => object.kind === 'ExternalSecret');
    expect(secrets.map(({ object }) => object.metadata.name)).toEqual(
      expect.arrayContaining(['alert-mail', 'alert-chat']),
    );
  });

  it('should tell nobody if no recipients are listed', () => {
    const { alerts: _, ...silent } = monitored;
    expect(objectsOf(render([silent])).some(({ object }) => object.kind === 'AlertmanagerConfig')).toBe(false);
  });
});

describe.each(environments.map((environment) => [environment.name, environment] as const))(
  'The alerts of %s',
  (name, environment: Environment) => {
    it('should be rules that Prometheus accepts, about its namespace alone', async () => {
      const groups: readonly AlertRuleGroup[] = alertRuleGroups(alertTargetOf(environment));
      expect(await checked(['promtool', 'check', 'rules'], `${name}.json`, JSON.stringify({ groups }))).toContain(
        `${String(NAMES.length)} rules found`,
      );
      const others = environments.filter((other) => other !== environment);
      for (const { namespace } of others) expect(JSON.stringify(groups)).not.toContain(namespace);
    });

    it('should notice that any of its services or backups is missing', () => {
      const rules = alertRuleGroups(alertTargetOf(environment)).flatMap((group) => group.rules);
      const expressionOf = (alert: string) => rules.find((rule) => rule.alert === alert)?.expr ?? '';
      const services = objectsOf(render([environment]))
        .filter(({ object }) => object.kind === 'Deployment')
        .map(({ object }) => object.metadata.name);
      const { namespace } = environment;
      expect(services.length).toBeGreaterThan(1);
      for (const service of services)
        expect(expressionOf('KiosqueDown')).toContain(`absent(up{namespace="${namespace}", container="${service}"})`);
      for (const queue of environment.ticketQueues.names)
        expect(expressionOf('KiosqueBackupLate')).toContain(`queue="${queue}", task="backup"`);
    });

    it('should be delivered to somebody only in qualification and production, by a valid configuration', async () => {
      expect(environment.alerts !== undefined).toBe(name !== 'development');
      expect((environment.alerts?.page ?? []).length > 0).toBe(name === 'production');
      if (environment.alerts === undefined) return;
      const recipients = { ...environment.alerts, namespace: environment.namespace };
      const file = alertmanagerFile([recipients], { host: 'smtp.example.org', port: 587, from: 'a@example.org' });
      await checked(['amtool', 'check-config'], `alertmanager-${name}.json`, JSON.stringify(file));
    });
  },
);

describe('The queries of dashboards', () => {
  const queries = DASHBOARDS.flatMap(({ rows }) =>
    rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries)),
  );

  it('should aggregate gauges over replicas as their documentation says', () => {
    const aggregated = queries.flatMap(({ expression }) => [
      ...expression.matchAll(/\b(sum|min|max)(?: by \([^)]*\))? ?\((kiosque_\w+)\{[^}]*\}\)/g),
    ]);
    expect(aggregated.length).toBeGreaterThan(8);
    const gauges = new Map(
      metricGroups().flatMap(({ metrics }) => metrics.map(({ name, over = 'sum' }) => [name, over] as const)),
    );
    for (const [, function_, name = ''] of aggregated) expect([name, function_]).toEqual([name, gauges.get(name)]);
  });
});

describe('dist/observability', () => {
  const files = observabilityFiles();

  it('should be rendered together with the manifests', () => {
    const all = renderAll([production]);
    for (const [path, text] of files) expect(all.get(path)).toBe(text);
  });

  it('should contain rules and a configuration that Prometheus and Alertmanager accept', async () => {
    const rules = files.get('observability/alerts.yaml') ?? '';
    expect(await checked(['promtool', 'check', 'rules'], 'alerts.yaml', rules)).toContain('rules found');
    const configuration = files.get('observability/alertmanager.yaml') ?? '';
    await checked(['amtool', 'check-config'], 'alertmanager.yaml', configuration);
  });
});

describe.each(DASHBOARDS.map((dashboard) => [dashboard.name, dashboard] as const))(
  'The dashboard %s',
  (_, dashboard) => {
    const json = dashboardJson(dashboard);
    const model = JSON.parse(json) as {
      uid: string;
      panels: {
        id: number;
        type: string;
        title: string;
        targets?: { refId: string; expr: string }[];
        links: { url: string }[];
      }[];
      templating: { list: { name: string }[] };
    };

    it('should be the same bytes every time', () => {
      expect(dashboardJson(dashboard)).toBe(json);
    });

    it('should have a panel for each definition, with unique ids, in the selected environment', () => {
      const panels = dashboard.rows.flatMap((row) => row.panels);
      const drawn = model.panels.filter(({ type }) => type !== 'row');
      expect(drawn.map(({ title }) => title)).toEqual(panels.map(({ title }) => title));
      expect(new Set(model.panels.map(({ id }) => id)).size).toBe(model.panels.length);
      expect(model.templating.list.map(({ name }) => name)).toEqual(['datasource', 'namespace']);
      for (const { targets = [] } of drawn) {
        expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
        expect(targets.length).toBeGreaterThan(0);
        for (const { expr } of targets) expect(expr).toContain('{namespace="$namespace"');
      }
    });

    it('should link to runbooks of alerts that exist', () => {
      const alerts = dashboard.rows.flatMap((row) => row.panels.flatMap(({ alert }) => alert ?? []));
      expect(NAMES).toEqual(expect.arrayContaining(alerts));
      const urls = model.panels.flatMap(({ links = [] }) => links.map(({ url }) => url));
      expect(urls.map((url) => url.split('#')[1])).toEqual(alerts.map((alert) => alert.toLowerCase()));
    });
  },
);

it('should show the figures that operators ask for on the overview', () => {
  const [overview] = DASHBOARDS;
  const titles = overview?.rows.flatMap((row) => row.panels.map(({ title }) => title));
  expect(titles).toEqual(
    expect.arrayContaining([
      'Response time of databases (p95)',
      'Requests by service',
      'Running containers by queue and environment',
      'CPU of the namespace',
      'Memory of the namespace',
      'Size of each queue',
    ]),
  );
});
