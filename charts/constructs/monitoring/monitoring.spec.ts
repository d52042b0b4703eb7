import { describe, expect, it } from '@jest/globals';
import { only, synthesize } from '../../test/objects.ts';
import type { MonitoringProps } from './monitoring.props.ts';
import { Monitoring } from './monitoring.ts';

const props: Required<MonitoringProps> = {
  name: 'content',
  selector: { 'app.kubernetes.io/name': 'content' },
  port: 'metrics',
  path: '/metrics',
  flavour: 'azure',
  interval: '15s',
};

const render = (given: MonitoringProps) =>
  only(
    synthesize((scope) => new Monitoring(scope, 'M', given)),
    'PodMonitor',
  );

describe(Monitoring.name, () => {
  it('should set the API group and the three limits of AKS managed Prometheus', () => {
    expect(render(props)).toMatchObject({
      apiVersion: 'azmonitoring.coreos.com/v1',
      spec: {
        labelLimit: 63,
        labelNameLengthLimit: 511,
        labelValueLengthLimit: 1023,
        selector: { matchLabels: { 'app.kubernetes.io/name': 'content' } },
        podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: '15s' }],
      },
    });
  });

  it('should set the API group of the Prometheus operator', () => {
    const { interval: _, ...defaults } = { ...props, flavour: 'prometheus-operator' as const };
    const monitor = render(defaults);
    expect(monitor.apiVersion).toBe('monitoring.coreos.com/v1');
    expect(monitor.spec).not.toHaveProperty('labelLimit');
    expect(monitor.spec?.['podMetricsEndpoints']).toMatchObject([{ interval: '30s' }]);
  });

  it.each<[Partial<MonitoringProps>, string]>([
    [{ name: 'a b' }, 'Monitoring "a b": name is "a b"'],
    [{ selector: {} }, 'selector is {}; it must be at least one label'],
    [{ interval: '0s' }, 'interval is "0s"; it must be a number of seconds or minutes'],
    [{ flavour: 'datadog' as 'azure' }, 'flavour is "datadog"; it must be one of azure, prometheus-operator'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render({ ...props, ...wrong })).toThrow(message);
  });
});
