import type { Egress } from '../constructs/network-policy/network-policy.ts';
import type { Environment } from '../environments/environment.ts';

/** Returns the settings of a service that depend on where its logs go; `service` is `content` or `queue-<name>`. */
export function logSettings({ name, logs, collector }: Environment, service: string): Record<string, string> {
  if (logs === 'none') return {};
  return {
    LOG_REQUESTS: 'all',
    ...(collector && {
      OTEL_SERVICE_NAME: `kiosque-${service}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_LOGS: 'on',
      OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${name}`,
    }),
  };
}

/** Returns the connections that sending the logs requires. */
export function logEgress({ collector }: Environment): Egress[] {
  return collector === undefined ? [] : [{ to: collector.peer, ports: [portOf(collector.url)] }];
}

/** The URL has a port, but the default port of its scheme is not kept. */
function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? ({ 'http:': 80, 'https:': 443 }[protocol] ?? 0) : Number(port);
}
