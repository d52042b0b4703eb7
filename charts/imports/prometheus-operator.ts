import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';

/**
 * PodMonitor, in the group of the Prometheus operator (monitoring.coreos.com/v1) or of AKS managed Prometheus
 * (azmonitoring.coreos.com/v1), which has the same shape.
 */
export type PodMonitor = Omit<IPodMonitor, 'apiVersion'> & {
  readonly apiVersion: 'monitoring.coreos.com/v1' | 'azmonitoring.coreos.com/v1';
};

export type { IPrometheusRule as PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
export type { IAlertmanagerConfig as AlertmanagerConfig } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/AlertmanagerConfig';
