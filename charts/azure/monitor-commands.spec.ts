import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import { production } from '../environments/production.ts';
import { qualification } from '../environments/qualification.ts';
import { alertRuleGroups } from '../observability/alert-rules.ts';
import { alertTargetOf } from '../observability/alert-target.ts';
import { DASHBOARDS } from '../observability/dashboards/dashboards.ts';
import type { AzureEnvironment } from './identity-commands.ts';
import { alertCommands, metricsCommands } from './monitor-commands.ts';

const inAzure = production as AzureEnvironment;

/** Arguments of a command, and the properties that it reads. */
interface Call {
  readonly args: readonly string[];
  readonly properties?: {
    readonly scopes: readonly string[];
    readonly rules: readonly {
      readonly alert: string;
      readonly expression: string;
      readonly severity: number;
      readonly annotations: Readonly<Record<string, string>>;
      readonly actions: readonly { readonly actionGroupId: string }[];
    }[];
  };
}

/** A program in the place of az: prints an id for `show`, and otherwise records its arguments and its standard input. */
const AZ = `#!/bin/sh
directory=$(dirname "$0")
case "$*" in
  *' show '*) echo "/ids/$5" ;;
  *) number=$(ls "$directory" | wc -l)
     printf '%s\\n' "$@" > "$directory/$number.args"
     case "$*" in *@-) cat > "$directory/$number.json" ;; esac ;;
esac
`;

describe(alertCommands.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-az-'));
  const calls: Call[] = [];
  beforeAll(async () => {
    writeFileSync(join(directory, 'az'), AZ, { mode: 0o755 });
    const PATH = `${directory}:${process.env['PATH'] ?? ''}`;
    const script = alertCommands(inAzure).join('\n');
    expect(await runCommand('sh', ['-ec', script], { env: { PATH } })).toEqual({ code: 0, stdout: '', stderr: '' });
    for (const name of readdirSync(directory).filter((file) => file.endsWith('.args'))) {
      const json = join(directory, name.replace('.args', '.json'));
      calls.push({
        args: readFileSync(join(directory, name), 'utf8').trim().split('\n'),
        ...(existsSync(json) && { properties: JSON.parse(readFileSync(json, 'utf8')) }),
      });
    }
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('should create a rule group per feature, with every rule and its summary as it is', () => {
    const groups = alertRuleGroups(alertTargetOf(production));
    const created = calls.filter(({ args }) => args.includes('Microsoft.AlertsManagement/prometheusRuleGroups'));
    expect(created.map(({ args }) => args[args.indexOf('--name') + 1]).sort()).toEqual(
      groups.map(({ name }) => name.replace('kiosque', 'kiosque-production')).sort(),
    );
    const rules = created.flatMap(({ properties }) => properties?.rules ?? []);
    for (const { alert, expr, annotations } of groups.flatMap((group) => group.rules)) {
      const rule = rules.find((other) => other.alert === alert);
      expect(rule).toMatchObject({ expression: expr, annotations });
    }
    for (const { properties } of created) expect(properties?.scopes).toEqual(['/ids/kiosque']);
  });

  it('should notify the action group of each severity, and page on-call people', () => {
    for (const { severity, actions } of calls.flatMap(({ properties }) => properties?.rules ?? [])) {
      const name = severity === 0 ? 'critical' : 'warning';
      expect(actions).toEqual([{ actionGroupId: `/ids/kiosque-production-${name}` }]);
    }
    const groups = calls.filter(({ args }) => args.includes('action-group')).map(({ args }) => args.join(' '));
    expect(groups).toHaveLength(2);
    const critical = groups.find((group) => group.includes('-critical'));
    expect(critical).toContain('--action azureapppush on-call@example.org on-call@example.org');
    expect(critical).toContain('--action email kiosque@example.org kiosque@example.org');
    expect(groups.find((group) => group.includes('-warning'))).not.toMatch(/on-call|azureapppush/);
  });

  it('should page nobody in qualification', () => {
    const commands = alertCommands(qualification as AzureEnvironment).join('\n');
    expect(commands).toContain('--action email kiosque@example.org');
    expect(commands).not.toMatch(/azureapppush|on-call/);
  });

  it('should create rules without actions if nobody is told', () => {
    const { alerts: _, ...silent } = inAzure;
    const commands = alertCommands(silent).join('\n');
    expect(commands).toContain('"alert":"KiosqueDown"');
    expect(commands).not.toMatch(/action-group|actionGroupId|contact add/);
  });

  it('should create nothing without managed Prometheus', () => {
    expect(alertCommands({ ...inAzure, monitoring: 'none' })).toEqual([]);
    expect(metricsCommands({ ...inAzure, monitoring: 'none' })).toEqual([]);
  });
});

describe(metricsCommands.name, () => {
  it('should load every dashboard that is rendered', () => {
    const commands = metricsCommands(inAzure).join('\n');
    const files = [...commands.matchAll(/--definition (\S+)/g)].map(([, file = '']) => file);
    expect(files).toHaveLength(DASHBOARDS.length);
    for (const file of files) expect({ file, exists: existsSync(file) }).toEqual({ file, exists: true });
    expect(commands).toContain('--enable-azure-monitor-metrics');
  });
});
