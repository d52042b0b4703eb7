import { describe, expect, it } from '@jest/globals';
import { environments } from '../../charts/environments/environments.ts';
import { featureFlag, featureFlags } from '../../service/config/feature-flags.ts';
import { settingGroup } from '../../service/config/settings.ts';
import { settingGroups } from '../../service/configuration.ts';
import { CONTRACT } from '../../service/contract.ts';
import { checkFlags } from './check-flags.ts';

const OWNERS = '# teams, formerly @kiosque/former\n*  @kiosque/maintainers\n/dist/ @kiosque/operators\n';
const NOON = Date.parse('2026-11-22T12:00:00Z');

function check(ends: string, owner = '@kiosque/operators', now = NOON): readonly string[] {
  const settings = { NEW_PAGES: featureFlag('Whether pages are new.', { owner, ends }) };
  return checkFlags(featureFlags([settingGroup({ title: 'Pages', settings })]), OWNERS, now);
}

describe('feature flags', () => {
  it('should be those that the environments list', () => {
    const names = featureFlags(settingGroups()).map(({ name }) => name);
    expect([...CONTRACT.featureFlags]).toEqual(names);
    for (const { featureFlags: own } of environments) expect(Object.keys(own)).toEqual(names);
  });

  it('should be off by default, and say who removes them and when', () => {
    const { schema, summary } = featureFlag('Whether pages are new.', {
      owner: '@kiosque/operators',
      ends: '2027-01-31',
    });
    expect([schema.parse(undefined), schema.parse('on'), schema.safeParse('yes').success]).toEqual([
      'off',
      'on',
      false,
    ]);
    expect(summary).toBe('Whether pages are new. Feature flag of @kiosque/operators until 2027-01-31.');
  });

  it('should be accepted until the end of their last day', () => {
    expect(check('2026-11-22')).toEqual([]);
    expect(check('2026-11-22', undefined, Date.parse('2026-11-22T23:59:59Z'))).toEqual([]);
    expect(check('2027-11-22')).toEqual([]);
  });

  it.each([
    [
      '2026-11-21',
      'NEW_PAGES ended on 2026-11-21: @kiosque/operators has to remove it, or to give a reason and a later day',
    ],
    ['2027-12-01', 'NEW_PAGES ends on 2027-12-01: use a day within the next year'],
    ['never', 'NEW_PAGES ends on "never": use a day such as 2027-03-31'],
    ['2027-02-31x', 'NEW_PAGES ends on "2027-02-31x": use a day such as 2027-03-31'],
    ['2027-02-31', 'NEW_PAGES ends on "2027-02-31": use a day such as 2027-03-31'],
    ['2027-13-01', 'NEW_PAGES ends on "2027-13-01": use a day such as 2027-03-31'],
  ])('should be refused if they end on %s', (ends, problem) => {
    expect(check(ends)).toEqual([problem]);
  });

  it.each(['@kiosque/nobody', '@kiosque/former'])('should belong to a team that reviews, unlike %s', (owner) => {
    expect(check('2027-01-31', owner)).toEqual([
      `NEW_PAGES belongs to "${owner}": use one of @kiosque/maintainers, @kiosque/operators`,
    ]);
  });
});
