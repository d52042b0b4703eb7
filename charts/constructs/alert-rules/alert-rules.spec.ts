import { describe, expect, it } from '@jest/globals';
import { only, synthesize } from '../../test/objects.ts';
import { AlertRules } from './alert-rules.ts';
import type { AlertRule, AlertRulesProps } from './alert-rules.ts';

const rule: Required<AlertRule> = {
  alert: 'KiosqueDown',
  expr: 'up == 0',
  for: '2m',
  labels: { severity: 'critical' },
  annotations: { summary: 'down' },
};
const props: Required<AlertRulesProps> = { name: 'kiosque', groups: [{ name: 'service', rules: [rule] }] };
const render = (given: AlertRulesProps) => synthesize((scope) => new AlertRules(scope, 'Rules', given));

describe(AlertRules.name, () => {
  it('should render a PrometheusRule, and nothing else', () => {
    const objects = render(props);
    expect(objects).toHaveLength(1);
    expect(only(objects, 'PrometheusRule')).toMatchObject({
      apiVersion: 'monitoring.coreos.com/v1',
      metadata: { name: 'kiosque', labels: { 'app.kubernetes.io/managed-by': 'cdk8s' } },
      spec: { groups: [{ name: 'service', rules: [rule] }] },
    });
  });

  it.each<[Partial<AlertRulesProps>, string]>([
    [{ name: 'Kiosque' }, 'AlertRules "Kiosque": name is "Kiosque"'],
    [{ groups: [] }, 'groups is []; it must be at least one group'],
    [
      {
        groups: [
          { name: 'service', rules: [] },
          { name: 'service', rules: [] },
        ],
      },
      'groups.name is ["service","service"]; it must be unique',
    ],
    [
      { groups: [{ name: 'service', rules: [rule, rule] }] },
      'groups.rules.alert is ["KiosqueDown","KiosqueDown"]; it must be unique',
    ],
    [
      { groups: [{ name: 'service', rules: [{ ...rule, alert: 'kiosque down' }] }] },
      'groups.rules.alert is "kiosque down"; it must be a name in PascalCase',
    ],
  ])('should reject %j', (wrong, message) => {
    expect(() => render({ ...props, ...wrong })).toThrow(message);
  });
});
