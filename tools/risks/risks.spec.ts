import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { rules } from '../../charts/policy/rules.ts';
import type { Evidence } from './risk.ts';
import { RISKS } from './risks.ts';

/** Returns what is missing; undefined if the evidence exists. */
function missing(evidence: Evidence): string | undefined {
  if ('rule' in evidence)
    return rules.some(({ name }) => name === evidence.rule) ? undefined : `there is no rule ${evidence.rule}`;
  const [file, text] = 'spec' in evidence ? [evidence.spec, evidence.test] : [evidence.file, evidence.contains];
  if (!existsSync(file)) return `${file} does not exist`;
  const content = readFileSync(file, 'utf8');
  const names =
    'spec' in evidence ? [...content.matchAll(/\(\s*['"`](.{4,}?)['"`],/g)].map(([, name = '']) => name) : [content];
  return names.some((name) => name.includes(text)) ? undefined : `${file} does not contain ${JSON.stringify(text)}`;
}

describe('The remediation plan', () => {
  it.each(RISKS.map((risk) => [risk.threat, risk] as const))('should name evidence that exists: %s', (_, risk) => {
    expect(risk.evidence.map(missing).filter((reason) => reason !== undefined)).toEqual([]);
    expect(risk.evidence.length > 0).toBe(risk.state !== 'open');
    expect(new Date(risk.due).toISOString().slice(0, 10)).toBe(risk.due);
  });

  it('should notice evidence that does not exist', () => {
    expect(missing({ rule: 'no-such-rule' })).toBe('there is no rule no-such-rule');
    expect(missing({ spec: 'service/none.spec.ts', test: 'should' })).toBe('service/none.spec.ts does not exist');
    expect(missing({ spec: 'service/common/logging/redact.spec.ts', test: 'should fly' })).toMatch(/does not contain/);
    expect(missing({ file: '.ci/run', contains: 'no such step' })).toMatch(/does not contain/);
  });

  it('should cover every asset of docs/security.md, and no other', () => {
    const [, table = ''] = /## Assets\n(.*?)\n## /s.exec(readFileSync('docs/security.md', 'utf8')) ?? [];
    const assets = [...table.matchAll(/^\| ([A-Z][^|]*?) +\|/gm)]
      .map(([, asset]) => asset)
      .filter((asset) => asset !== 'Asset');
    expect([...new Set(RISKS.map(({ asset }) => asset))].sort()).toEqual(assets.sort());
  });
});
