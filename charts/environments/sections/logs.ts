import { checkNetworkPeer } from '../../constructs/network-policy/network-peer.ts';
import type { NetworkPeer } from '../../constructs/network-policy/network-peer.ts';
import type { PropChecks } from '../../constructs/prop-checks.ts';

/** Where the logs of the services go. */
export interface Logs {
  /**
   * What collects the logs: Container Insights of AKS, an OpenTelemetry collector that the services send them to, or nothing.
   * Where they are collected, every request is logged, because the security log needs them.
   */
  readonly logs: 'azure' | 'otlp' | 'none';
  /** The collector, with `logs: 'otlp'`. */
  readonly collector?: Collector;
}

/** A receiver of OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp), such as a collector, Loki or Elastic. */
export interface Collector {
  /** Base URL with a port, to which `/v1/logs` is appended: `http://collector.monitoring.svc:4318`. */
  readonly url: string;
  /** The pods or the subnet that the services may connect to. */
  readonly peer: NetworkPeer;
}

/** Checks that a collector is set exactly where it is used. */
export function checkLogs(checks: PropChecks, { logs, collector }: Logs, hasAzure: boolean): void {
  const isOtlp = logs === 'otlp';
  checks
    .oneOf('logs', logs, ['azure', 'otlp', 'none'])
    .require(logs !== 'azure' || hasAzure, 'azure', null, 'set: the workspace of logs is in its resource group')
    .require(
      (collector !== undefined) === isOtlp,
      'collector',
      collector,
      'set if logs is otlp, and omitted otherwise',
    );
  if (collector === undefined) return;
  const rule = 'an http or https URL with a port and without a query, such as http://collector.monitoring.svc:4318';
  checks.require(
    /^https?:\/\/[a-z0-9.-]+:\d{1,5}(?:\/[\w/-]*)?$/.test(collector.url),
    'collector.url',
    collector.url,
    rule,
  );
  checkNetworkPeer(checks, 'collector.peer', collector.peer);
}
