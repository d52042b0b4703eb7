import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import { ACCEPTED_FINDINGS } from '../risks/accepted-findings.ts';
import { findingsOf, judge } from './scan/findings.ts';
import { readReport } from './scan/report.ts';
import { summaryOf } from './scan/summary.ts';

const FIXTURES = 'tools/delivery/scan/fixtures';
const [PASSING, BLOCKING] = ['passing', 'blocking'].map((name) => join(FIXTURES, `${name}.json`)) as [string, string];
const IMAGE = `ghcr.io/kiosque/kiosque-publisher@sha256:${'a'.repeat(64)}`;
const passing = JSON.parse(readFileSync(PASSING, 'utf8'));
const directory = mkdtempSync(join(tmpdir(), 'kiosque-scan-'));
const SUMMARY = join(directory, 'summary.md');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const gate = (...args: string[]) =>
  runCommand(process.execPath, ['tools/delivery/scan-gate.ts', '--summary', SUMMARY, ...args], { env: process.env });
let files = 0;
function file(text: string): string {
  const path = join(directory, `report-${String((files += 1))}.json`);
  writeFileSync(path, text);
  return path;
}
const changed = (changes: object): string => file(JSON.stringify({ ...passing, ...changes }));
const [result] = passing.Results;
const results = (changes: object): string => changed({ Results: [{ ...result, ...changes }] });
const metadata = (changes: object): string => changed({ Metadata: { ...passing.Metadata, ...changes } });
const arm64 = metadata({ ImageConfig: { architecture: 'arm64' } });

it('should pass findings that have no fix or a lower severity, and count them', async () => {
  const { code, stdout, stderr } = await gate(PASSING);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe('0 findings block, 0 are accepted, in 1 reports\n');
  expect(readFileSync(SUMMARY, 'utf8')).toBe(
    '| Image | Platform | Critical | High | Medium | Low | Unknown |\n| --- | --- | --- | --- | --- | --- | --- |\n' +
      `| \`${IMAGE}\` | amd64 | 1 | 0 | 1 | 0 | 0 |\n\nNo finding blocks.\n`,
  );
});

it('should block, and print what to update and where', async () => {
  const { code, stdout } = await gate(PASSING, BLOCKING);
  expect(code).toBe(1);
  const image = `${IMAGE} (amd64)`;
  expect(stdout.split('\n')).toEqual([
    `CRITICAL CVE-2026-10001: git 1:2.39.5-0+deb12u2, fixed in 1:2.39.5-0+deb12u3, in ${image}: ${IMAGE} (debian 12.12)`,
    `HIGH CVE-2026-10002: undici 7.1.0, fixed in 7.1.1, 6.2.3, in ${image}: app/build/sbom.cdx.json`,
    `MEDIUM example-token: /app/settings.json, in ${image}: /app/settings.json:3`,
    `HIGH DS002: Dockerfile, in ${image}: Dockerfile`,
    '4 findings block, 0 are accepted, in 2 reports',
    '',
  ]);
  const summary = readFileSync(SUMMARY, 'utf8');
  expect(summary).toContain(`| \`${IMAGE}\` | amd64 | 2 | 2 | 1 | 1 | 0 |\n\n**Blocking findings: 4**\n`);
  expect(summary).toContain('| `CVE-2026-10002` | HIGH | `undici` | `7.1.0` | `7.1.1, 6.2.3` |');
  expect(stdout + summary).not.toContain('the-line-with-the-match');
});

describe('an accepted finding', () => {
  const report = readReport(BLOCKING, readFileSync(BLOCKING, 'utf8'));
  const findings = findingsOf(report);
  const acceptance = { reason: 'a | b', owner: 'development', until: '2026-12-31' } as const;
  const git = { id: 'CVE-2026-10001', subject: 'git', ...acceptance };
  const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id);

  it('should not block until its date, and be listed with it', () => {
    const judgement = judge(findings, [git], '2026-12-31');
    expect(idsOf(judgement.blocking)).toEqual(['CVE-2026-10002', 'example-token', 'DS002']);
    expect(idsOf(judgement.accepted)).toEqual(['CVE-2026-10001']);
    expect(summaryOf([{ report, findings }], judgement)).toContain(
      'Accepted findings: 1\n\n| Finding | Severity | Package or file | Until | Reason | Where |\n' +
        '| --- | --- | --- | --- | --- | --- |\n| `CVE-2026-10001` | CRITICAL | `git` | 2026-12-31 | a \\| b |',
    );
  });

  it('should block after its date, and say so', () => {
    const { blocking, accepted } = judge(findings, [git], '2027-01-01');
    expect(accepted).toEqual([]);
    expect(blocking[0]).toMatchObject({ id: 'CVE-2026-10001', note: 'accepted until 2026-12-31, which has passed' });
    expect(blocking.slice(1).map(({ note }) => note)).toEqual(['', '', '']);
  });

  it('should only be accepted in the package or file that is named', () => {
    expect(judge(findings, [{ ...git, subject: 'zlib1g' }], '2026-01-01').accepted).toEqual([]);
    const secret = { id: 'example-token', subject: '/app/settings.json', ...acceptance };
    expect(idsOf(judge(findings, [secret], '2026-01-01').accepted)).toEqual(['example-token']);
  });

  it('should have a date and a reason, once', () => {
    for (const { until, reason } of ACCEPTED_FINDINGS) {
      expect(new Date(until).toISOString().slice(0, 10)).toBe(until);
      expect(reason.length).toBeGreaterThan(20);
    }
    const names = ACCEPTED_FINDINGS.map(({ id, subject }) => `${id} ${subject}`);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('a report that cannot be trusted', () => {
  const asJson = JSON.stringify(passing);
  it.each([
    ['is missing', 'none.json', 'none.json cannot be read'],
    ['is empty', file(''), 'is not JSON'],
    ['is truncated', file(asJson.slice(0, -1)), 'is not JSON'],
    ['is not an object', file('[]'), 'the whole document: '],
    ['is an empty object', file('{}'), 'SchemaVersion: '],
    ['has another schema version', changed({ SchemaVersion: 1 }), 'SchemaVersion: '],
    ['is not about an image', changed({ ArtifactType: 'filesystem' }), 'ArtifactType: '],
    ['names no image', changed({ ArtifactName: '' }), 'ArtifactName: '],
    ['has no results', changed({ Results: [] }), 'Results: '],
    ['lacks the results', changed({ Results: undefined }), 'Results: '],
    ['spells the results in another way', changed({ Results: undefined, results: passing.Results }), 'Results: '],
    ['has an unknown kind of findings', results({ Viruses: [] }), 'Results.0: '],
    ['spells the findings in another way', results({ vulnerabilities: [] }), 'Results.0: '],
    ['has findings that are no list', results({ Vulnerabilities: {} }), 'Results.0.Vulnerabilities: '],
    [
      'has a finding without a severity',
      results({ Vulnerabilities: [{ ...result.Vulnerabilities[0], Severity: undefined }] }),
      'Severity: ',
    ],
    [
      'has an unknown severity',
      results({ Vulnerabilities: [{ ...result.Vulnerabilities[0], Severity: 'high' }] }),
      'Severity: ',
    ],
    ['has a secret without a rule', results({ Secrets: [{ Severity: 'LOW', StartLine: 1 }] }), 'Secrets.0.RuleID: '],
    [
      'has a misconfiguration of unknown status',
      results({ Misconfigurations: [{ ID: 'DS002', Severity: 'LOW', Status: 'fail' }] }),
      'Status: ',
    ],
    ['lists no packages', results({ Packages: [] }), 'lists no packages'],
    [
      'is about a distribution that has ended',
      changed({ Metadata: { ...passing.Metadata, OS: { Family: 'debian', Name: '9', EOSL: true } } }),
      'without security updates',
    ],
  ])('should not pass if it %s', async (_, path, message) => {
    const { code, stdout, stderr } = await gate(PASSING, path);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^\S*\.json .*\.\n$/);
    expect(readFileSync(SUMMARY, 'utf8')).toBe(`**Not judged:** ${stderr}`);
  });
});

describe('the images that were asked for', () => {
  const other = `ghcr.io/kiosque/kiosque-publisher@sha256:${'b'.repeat(64)}`;
  const judged = (images: readonly string[], ...reports: string[]) =>
    gate('--images', JSON.stringify(images), ...reports);

  it('should each have a report for both platforms', async () => {
    expect(await judged([IMAGE], PASSING, arm64)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['a platform', [IMAGE], [PASSING], `${IMAGE} has no report for arm64.`],
    ['an image', [IMAGE, other], [PASSING, arm64], `${other} has no report for amd64 and arm64.`],
    ['the digest', [other], [PASSING, arm64], `${PASSING} is about ${IMAGE}, which is not one of ${other}.`],
    ['the digest, but named as asked', [other], [changed({ ArtifactName: other })], `but is about ${IMAGE}.`],
    ['any digest', [IMAGE], [metadata({ RepoDigests: undefined })], 'but is about no digest.'],
  ])('should not pass without %s', async (_, images, reports, message) => {
    const { code, stderr } = await judged(images, ...reports);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it.each(['', '[]', '{}', '["ghcr.io/kiosque/kiosque:1.0.0"]', '[1]'])(
    'should be images by digest, not %j',
    async (images) => {
      const { code, stderr } = await gate(`--images=${images}`, PASSING);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `--images is ${images}: give a JSON array of <repository>@sha256:<digest>.\n`,
      });
    },
  );
});

it.each([[[]], [['--unknown', PASSING]]])('should print its usage for %j', async (args) => {
  const { code, stderr } = await gate(...args);
  expect(code).toBe(2);
  expect(stderr).toContain('usage: npm run scan:gate -- ');
});
