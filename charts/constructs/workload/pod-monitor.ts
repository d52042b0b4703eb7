import type { Construct } from 'constructs';
import { CONTRACT } from '../../../service/contract.ts';
import { customResource } from '../../imports/custom-resource.ts';
import type { PodMonitor } from '../../imports/prometheus-operator.ts';
import { commonLabels, selectorLabels } from '../labels.ts';

/**
 * Renders a PodMonitor. AKS managed Prometheus only reads its own API group, and drops targets that lack the three label
 * limits (https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd).
 */
export function podMonitor(scope: Construct, name: string, monitoring: 'azure' | 'prometheus-operator'): void {
  customResource(scope, 'PodMonitor', {
    apiVersion: monitoring === 'azure' ? 'azmonitoring.coreos.com/v1' : 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, labels: commonLabels(name) },
    spec: {
      selector: { matchLabels: selectorLabels(name) },
      podMetricsEndpoints: [{ port: 'metrics', path: CONTRACT.metricsPath, interval: '30s' }],
      ...(monitoring === 'azure' && AZURE_LABEL_LIMITS),
    },
  } satisfies PodMonitor);
}

const AZURE_LABEL_LIMITS = { labelLimit: 63, labelNameLengthLimit: 511, labelValueLengthLimit: 1023 };
