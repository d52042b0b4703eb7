import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runCommand } from '../../../service/test/run-command.ts';
import { qualification } from '../../../charts/environments/qualification.ts';
import { criticalAlertsOf } from './critical-alerts.ts';

const alerts = criticalAlertsOf(qualification);

/** Series that begin at 0, with the values at which promtool evaluates an expression at a time. */
async function evaluated(expression: string, series: string, values: string, time: string): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-expressions-'));
  const absent = {
    expr: `count(${expression}) or vector(0)`,
    eval_time: time,
    exp_samples: [{ labels: '{}', value: 0 }],
  };
  const tests = [{ interval: '30s', input_series: [{ series, values }], promql_expr_test: [absent] }];
  writeFileSync(join(directory, 'test.json'), JSON.stringify({ rule_files: [], evaluation_interval: '30s', tests }));
  const { code, stdout, stderr } = await runCommand('promtool', ['test', 'rules', join(directory, 'test.json')], {
    env: { PATH: process.env['PATH'] },
  });
  rmSync(directory, { recursive: true });
  if (code !== 0 && !/got:/.test(stdout + stderr)) throw new Error(stdout + stderr);
  return code !== 0;
}

describe(criticalAlertsOf.name, () => {
  const named = (name: string) => alerts.find((alert) => alert.name === name);

  it('should be those of the environment, and no warnings', () => {
    expect(alerts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['KiosqueDown', 'KiosqueQueueStorageAway', 'KiosqueAuditEntriesLost']),
    );
    expect(named('KiosquePodDown')).toBeUndefined();
    for (const { condition } of alerts) expect(condition).toContain('namespace="kiosque-qualification"');
  });

  it('should fire if a condition has held for as long as the alert requires', async () => {
    const { condition = '', firing = '' } = named('KiosqueQueueStorageAway') ?? {};
    const series = 'kiosque_queue_stale{namespace="kiosque-qualification",queue="rubis"}';
    // Stale from 1:00 on; the alert requires two minutes.
    const values = '0 0 1x20';
    expect(await evaluated(condition, series, values, '30s')).toBe(false);
    expect(await evaluated(condition, series, values, '1m')).toBe(true);
    expect(await evaluated(firing, series, values, '2m30s')).toBe(false);
    expect(await evaluated(firing, series, values, '3m')).toBe(true);
    // It recovers in between.
    expect(await evaluated(firing, series, '0 0 1 1 1 0 1 1 1 1 1', '4m30s')).toBe(false);
  });

  it('should fire at once if the alert requires no duration', () => {
    const { condition, firing } = named('KiosqueAuditEntriesLost') ?? {};
    expect(firing).toBe(condition);
  });
});
