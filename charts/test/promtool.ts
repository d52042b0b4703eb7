import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertRuleGroups } from '../observability/alert-rules.ts';
import { inScope } from '../observability/alerts/alert.ts';
import type { Alert } from '../observability/alerts/alert.ts';
import { SCENARIO_TARGET } from '../observability/alerts/scenario.ts';
import type { Scenario } from '../observability/alerts/scenario.ts';

/** A rule and what it must do. */
export interface RuleTest {
  /** Unique: the name of its files. */
  readonly id: string;
  readonly name: string;
  readonly feature: string;
  readonly alert: Alert;
  readonly scenarios: readonly Scenario[];
}

/** Runs all tests in one process of promtool, and returns its report of each that fails, by id. */
export async function failuresOf(tests: readonly RuleTest[]): Promise<Map<string, string>> {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-promtool-'));
  try {
    const files = tests.flatMap((test) => writeTest(directory, test));
    const report = await promtool(directory, files);
    const [, ...sections] = report.split(/^Unit Testing: +/m);
    if (sections.length !== files.length) throw new Error(`promtool did not run every test:\n${report}`);
    const failed = sections.filter((section) => !/^ +SUCCESS/m.test(section));
    return new Map(failed.map((section) => [/^(.*)\.\d+\.json/.exec(section)?.[1] ?? section, section]));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Writes the rule, and a file per scenario, because promtool has one interval of evaluation per file. */
function writeTest(directory: string, { id, name, feature, alert, scenarios }: RuleTest): string[] {
  const rules = `${id}.rules.json`;
  const groups = alertRuleGroups(SCENARIO_TARGET, { [feature]: { [name]: alert } });
  writeFileSync(join(directory, rules), JSON.stringify({ groups }));
  return scenarios.map((scenario, index) => {
    const file = `${id}.${String(index)}.json`;
    const interval = `${String(scenario.step ?? 1)}m`;
    const test = { interval, ...inputOf(scenario), alert_rule_test: expected(scenario, { name, feature, alert }) };
    writeFileSync(
      join(directory, file),
      JSON.stringify({ rule_files: [rules], evaluation_interval: interval, tests: [test] }),
    );
    return file;
  });
}

function inputOf({ series }: Scenario): object {
  const scope = `namespace="${SCENARIO_TARGET.namespace}"`;
  return { input_series: Object.entries(series).map(([name, values]) => ({ series: inScope(name, scope), values })) };
}

function expected({ firing }: Scenario, { name, feature, alert }: Pick<RuleTest, 'name' | 'feature' | 'alert'>) {
  const { namespace, runbooks } = SCENARIO_TARGET;
  return Object.entries(firing).map(([minute, alerts]) => ({
    eval_time: `${minute}m`,
    alertname: name,
    exp_alerts: alerts.map(({ labels, summary }) => ({
      exp_labels: { namespace, feature, severity: alert.severity, ...labels },
      exp_annotations: { summary, runbook_url: `${runbooks}#${name.toLowerCase()}` },
    })),
  }));
}

/** Failures are printed on stderr, successes on stdout: merged, so that each follows the name of its file. */
function promtool(cwd: string, files: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const script = 'exec promtool test rules "$@" 2>&1';
    execFile('sh', ['-c', script, 'sh', ...files], { cwd, maxBuffer: 2 ** 26 }, (_error, stdout) => {
      resolve(stdout);
    });
  });
}
