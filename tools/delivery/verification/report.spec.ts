import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { Failure, Unverifiable } from './outcome.ts';
import { incidentMessage } from './report.ts';
import type { Incident } from './report.ts';

const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
const incident: Incident = {
  environment: 'production',
  image: { repository: 'r.example.org/kiosque', digest: 'sha256:a' },
  change: { commit, isRollback: false },
  error: new Failure('smoke test', '/readyz returned "503", expected "200"'),
  rolledBack: { kind: 'reverted', commit },
  applied: { isApplied: true, sentence: 'Argo CD was asked to sync the revert.' },
};

describe(incidentMessage.name, () => {
  it('should say what failed, why, what was reverted, and what to do next', () => {
    const { subject, blocks } = incidentMessage({ ...incident, run: 'https://example.org/runs/1' });
    expect(subject).toBe('production: the promotion failed its smoke test check; it was rolled back');
    expect(blocks).toEqual([
      expect.stringMatching(
        /^production should run r\.example\.org\/kiosque@sha256:a, from the promotion [\da-f]{12} \(.+\)\.$/,
      ),
      'It failed its smoke test check: /readyz returned "503", expected "200".',
      expect.stringMatching(/^The promotion was reverted on main by [\da-f]{12} \(.+\)\.$/),
      'Argo CD was asked to sync the revert.',
      'Next: check the previous version with "npm run verify -- production", and correct the cause before promoting again.',
      { text: 'The run', url: 'https://example.org/runs/1' },
    ]);
  });

  it.each<[Partial<Incident>, string, string]>([
    [
      { applied: { isApplied: false, sentence: 'The revert was not deployed: forbidden.' } },
      'the revert was not deployed',
      'Next: deploy the revert, then run "npm run verify -- production".',
    ],
    [
      { rolledBack: { kind: 'not reverted', reason: 'a later promotion has replaced it' }, applied: undefined },
      'it was not rolled back',
      'Nothing was reverted: a later promotion has replaced it.',
    ],
    [
      { error: new Unverifiable('Prometheus does not respond'), rolledBack: undefined, applied: undefined },
      'it was not rolled back',
      'Nothing was reverted: nothing is known to be wrong with the version.',
    ],
    [
      { change: undefined, image: undefined },
      'it was rolled back',
      'production should run an unknown image, from no promotion.',
    ],
  ])('should say so if %j', (changes, end, block) => {
    const { subject, blocks } = incidentMessage({ ...incident, ...changes });
    expect(subject).toMatch(new RegExp(`; ${end}$`));
    expect(blocks).toContain(block);
  });
});
