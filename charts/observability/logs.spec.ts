import { describe, expect, it } from '@jest/globals';
import { logCommands } from '../azure/log-commands.ts';
import type { AzureEnvironment } from '../azure/identity-commands.ts';
import type { Environment } from '../environments/environment.ts';
import { production } from '../environments/production.ts';
import { checkPolicy } from '../policy/check-policy.ts';
import { render } from '../render.ts';
import { objectsOf } from '../test/objects.ts';
import { collector } from '../test/observability.fixture.ts';

const otlp: Environment = { ...production, logs: 'otlp', collector };

function objectOf(environment: Environment, kind: string, name: string) {
  return objectsOf(render([environment])).find(({ object }) => object.kind === kind && object.metadata.name === name)
    ?.object;
}

/** Egress rules to the collector. */
const egressOf = (environment: Environment, name: string) =>
  (objectOf(environment, 'NetworkPolicy', name)?.spec?.['egress'] as { to?: object[]; ports: object[] }[]).filter(
    ({ to }) => JSON.stringify(to ?? []).includes('collector'),
  );

describe('The logs of an environment', () => {
  it.each(['content', 'queue-rubis'])('should be sent by %s to the collector, which it can reach', async (service) => {
    expect(objectOf(otlp, 'ConfigMap', service)?.['data']).toMatchObject({
      LOG_REQUESTS: 'all',
      OTEL_SERVICE_NAME: `kiosque-${service}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_LOGS: 'on',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=production',
    });
    expect(egressOf(otlp, service)).toEqual([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'collector' } },
          },
        ],
        ports: [{ port: 4318, protocol: 'TCP' }],
      },
    ]);
    const files = new Map([...render([otlp])].filter(([path]) => path.startsWith('production/')));
    expect(await checkPolicy(files)).toEqual([]);
  });

  it.each([
    ['https://collector.example.org:443', 443],
    ['http://collector.example.org:80/otlp', 80],
  ])('should be sent to the port of %s', (url, port) => {
    const [rule] = egressOf({ ...otlp, collector: { ...collector, url } }, 'content');
    expect(rule?.ports).toEqual([{ port, protocol: 'TCP' }]);
  });

  it('should be read from the output of the pods in Azure, and kept for the given time', () => {
    const data = objectOf(production, 'ConfigMap', 'content')?.['data'] as object;
    expect(data).toMatchObject({ LOG_REQUESTS: 'all' });
    expect(JSON.stringify(data)).not.toContain('OTEL');
    expect(egressOf(production, 'content')).toEqual([]);
    const commands = logCommands(production as AzureEnvironment).join('\n');
    expect(commands).toContain('--workspace-name kiosque-logs --resource-group kiosque');
    expect(commands).toContain('--retention-time 90');
    expect(logCommands(otlp as AzureEnvironment)).toEqual([]);
  });

  it('should only list failed requests if nothing collects them', () => {
    const none = objectOf({ ...production, logs: 'none' }, 'ConfigMap', 'content');
    expect(none?.['data']).not.toHaveProperty('LOG_REQUESTS');
  });
});
