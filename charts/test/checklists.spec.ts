import { describe, expect, it } from '@jest/globals';
import { environments } from '../environments/environments.ts';
import { checklists } from '../policy/checklists/checklists.ts';
import { subjectOf } from '../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import type { Check } from '../policy/rule.ts';
import { rules } from '../policy/rules.ts';
import { render } from '../render.ts';
import { mutable } from './break-manifest.ts';
import { contradicting } from './contradictions.fixture.ts';
import { objectsOf } from './objects.ts';

const findings = (check: Check, objects: readonly KubernetesObject[]) =>
  objects.flatMap((object) => check(object, objects).map((words) => `${subjectOf(object)} ${words}`));

describe('The answers to external checklists', () => {
  const objects = objectsOf(render(environments)).map(({ object }) => object);
  const answers = checklists.flatMap((checklist) => checklist.answers);
  const claims = answers.flatMap((answer) => (answer.status === 'enforced' ? [] : [[answer.name, answer] as const]));

  it('should refer to existing rules, and list each check once', () => {
    const known = ['schema', ...rules.map(({ name }) => name)];
    for (const checklist of checklists) {
      expect(new Set(checklist.answers.map(({ name }) => name)).size).toBe(checklist.answers.length);
      const named = checklist.answers.flatMap((answer) => (answer.status === 'enforced' ? answer.rules : []));
      expect(known).toEqual(expect.arrayContaining(named));
    }
  });

  it.each(claims)('should be true of all rendered objects: %s', (_, { contradictions }) => {
    expect(findings(contradictions, objects)).toEqual([]);
  });

  it.each(claims)('should be contradicted by a violating object: %s', (name, { contradictions }) => {
    const broken = mutable(objects);
    contradicting[name]?.(broken);
    expect(findings(contradictions, broken as unknown as KubernetesObject[])).not.toEqual([]);
  });

  it('should have no unused contradiction', () => {
    expect(Object.keys(contradicting).sort()).toEqual(claims.map(([name]) => name).sort());
  });
});
