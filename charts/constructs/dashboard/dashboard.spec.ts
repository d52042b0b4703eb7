import { describe, expect, it } from '@jest/globals';
import { only, synthesize } from '../../test/objects.ts';
import { Dashboard } from './dashboard.ts';
import type { DashboardProps } from './dashboard.ts';

const json = '{"uid":"kiosque-overview","title":"Overview","panels":[]}';
const props: Required<DashboardProps> = { name: 'dashboard-overview', json };
const render = (given: DashboardProps) => synthesize((scope) => new Dashboard(scope, 'Dashboard', given));

describe(Dashboard.name, () => {
  it('should render a ConfigMap that the sidecar of Grafana loads', () => {
    const objects = render(props);
    expect(objects).toHaveLength(1);
    expect(only(objects, 'ConfigMap')).toMatchObject({
      metadata: {
        name: 'dashboard-overview',
        labels: { grafana_dashboard: '1', 'app.kubernetes.io/name': 'dashboard-overview' },
      },
      data: { 'dashboard-overview.json': json },
    });
  });

  it.each<[string, Partial<DashboardProps>, string]>([
    ['an invalid name', { name: 'Overview' }, 'Dashboard "Overview": name is "Overview"'],
    ['text that is not JSON', { json: 'no' }, 'json is "no"; it must be a JSON object with uid, title and panels'],
    ['another object', { json: '{"title":"x"}' }, 'it must be a JSON object with uid, title and panels'],
    [
      'a dashboard that is too large for a ConfigMap',
      { json: json.replace('[]', `["${'x'.repeat(900_000)}"]`) },
      'json is "900059 bytes"; it must be at most 900000 bytes',
    ],
  ])('should reject %s', (_, wrong, message) => {
    expect(() => render({ ...props, ...wrong })).toThrow(message);
  });
});
