import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runCommand } from '../../../service/test/run-command.ts';
import { inScope } from '../alerts/alert.ts';
import { CPU, MEMORY } from './resources.ts';

const phase = (pod: string, name: string): string =>
  `kube_pod_status_phase{namespace="n", pod="${pod}", phase="${name}"}`;

const resource = (pod: string, kind: string, name: string): string =>
  `kube_pod_container_resource_${kind}{namespace="n", container="${pod}", pod="${pod}", resource="${name}"}`;

/** Evaluates an expression with promtool, and returns its report if the value differs. */
async function reportOf(expression: string, series: Readonly<Record<string, string>>, value: number): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-resources-'));
  const file = join(directory, 'test.json');
  const expr = inScope(expression, 'namespace="n"');
  const input_series = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const promql_expr_test = [{ expr, eval_time: '1m', exp_samples: [{ labels: '{}', value }] }];
  writeFileSync(file, JSON.stringify({ tests: [{ interval: '1m', input_series, promql_expr_test }] }));
  try {
    const { code, stdout, stderr } = await runCommand('promtool', ['test', 'rules', file], { env: process.env });
    return code === 0 ? '' : stdout + stderr;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('The resources of a namespace', () => {
  it.each([
    ['requests', 'cpu', CPU.requested],
    ['limits', 'cpu', CPU.limit],
    ['requests', 'memory', MEMORY.requested],
    ['limits', 'memory', MEMORY.limit],
  ])('should not include the %s of %s of pods that have ended', async (kind, name, expression) => {
    const series = {
      [resource('content-1', kind, name)]: '2x5',
      [phase('content-1', 'Running')]: '1x5',
      [resource('content-2', kind, name)]: '3x5',
      [phase('content-2', 'Pending')]: '1x5',
      [resource('queue-backup-1', kind, name)]: '5x5',
      [phase('queue-backup-1', 'Succeeded')]: '1x5',
      [phase('queue-backup-1', 'Running')]: '0x5',
    };
    expect(await reportOf(`sum(${expression})`, series, 5)).toBe('');
  });
});
