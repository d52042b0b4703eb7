import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Chart, Yaml } from 'cdk8s';
import type { Construct } from 'constructs';
import { Configuration } from '../constructs/configuration/configuration.ts';
import { WebService } from '../constructs/web-service/web-service.ts';
import type { Environment } from '../environments/environment.ts';
import { production } from '../environments/production.ts';
import { clientsOf, exposureSettings } from '../exposure.chart.ts';
import { checkPolicy } from '../policy/check-policy.ts';
import { environmentApp } from '../render.ts';

export class ReportsChart extends Chart {
  readonly reports: WebService;

  constructor(scope: Construct, environment: Environment, priorityClassName: string) {
    super(scope, '0400-reports', { namespace: environment.namespace, disableResourceNameHashes: true });
    const { images, replicas, resources, monitoring } = environment;
    const data = { FEATURES: 'content', ...exposureSettings(environment) };
    const configuration = new Configuration(this, 'Configuration', { name: 'reports', data });
    const clients = [clientsOf(environment)];
    const own = { name: 'reports', image: images.kiosque, configuration, priorityClassName, clients };
    this.reports = new WebService(this, 'Reports', { replicas, resources, monitoring, ...own });
  }
}

describe('The workload of docs/constructs.md', () => {
  it('should match the example in this file', () => {
    const text = (path: string): string => readFileSync(path, 'utf8').replaceAll(/\s+/g, ' ');
    const [, example = ''] = /```ts (export class ReportsChart .*?) ```/.exec(text('docs/constructs.md')) ?? [];
    expect(example).not.toBe('');
    expect(text(import.meta.filename)).toContain(example);
  });

  it('should pass the policy together with everything else', async () => {
    const app = environmentApp(production);
    const { reports } = new ReportsChart(app, production, production.namespace);
    expect(reports.name).toBe('reports');
    const files = app.charts.map((chart) => [chart.node.id, Yaml.stringify(...(chart.toJson() as unknown[]))] as const);
    expect(files.map(([name]) => name)).toContain('0400-reports');
    expect(await checkPolicy(new Map(files))).toEqual([]);
  });
});
