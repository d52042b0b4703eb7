import { Construct } from 'constructs';
import { customResource } from '../../imports/custom-resource.ts';
import type { PodMonitor } from '../../imports/prometheus-operator.ts';
import { commonLabels } from '../labels.ts';
import { PropChecks } from '../prop-checks.ts';
import type { MonitoringProps } from './monitoring.props.ts';

/**
 * A PodMonitor. AKS managed Prometheus only reads its own API group, and drops targets that lack the three label limits
 * (https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd).
 *
 * @throws Error if the name, the flavour or the interval is invalid, or the selector is empty.
 */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { name, selector, port, path, flavour, interval = '30s' } = props;
    new PropChecks(`Monitoring "${name}"`)
      .dnsLabel('name', name)
      .oneOf('flavour', flavour, ['azure', 'prometheus-operator'])
      .require(
        Object.keys(selector).length > 0,
        'selector',
        selector,
        'at least one label: an empty selector selects all pods',
      )
      .require(/^[1-9]\d*(?:s|m)$/.test(interval), 'interval', interval, 'a number of seconds or minutes, such as 30s')
      .verify();
    customResource(this, 'PodMonitor', {
      apiVersion: flavour === 'azure' ? 'azmonitoring.coreos.com/v1' : 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name, labels: commonLabels(name) },
      spec: {
        selector: { matchLabels: selector },
        podMetricsEndpoints: [{ port, path, interval }],
        ...(flavour === 'azure' && AZURE_LABEL_LIMITS),
      },
    } satisfies PodMonitor);
  }
}

const AZURE_LABEL_LIMITS = { labelLimit: 63, labelNameLengthLimit: 511, labelValueLengthLimit: 1023 };
