import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Configuration } from './constructs/configuration/configuration.ts';
import type { SecretReference } from './constructs/secret-reference/secret-reference.ts';
import { Tenancy } from './constructs/tenancy/tenancy.ts';
import { WebService } from './constructs/web-service/web-service.ts';
import type { Environment } from './environments/environment.ts';
import { clientsOf, exposureSettings } from './exposure.chart.ts';
import { logEgress, logSettings } from './observability/logs.ts';
import type { SecretsChart } from './secrets.chart.ts';

const SNAPSHOTS = '/var/cache/kiosque';

/** Events, news and FAQ: the public service. */
export class ContentChart extends Chart {
  /** Name of the service and its ServiceAccount; the federated credential refers to it, so it never changes. */
  static readonly serviceName = 'content';

  readonly content: WebService;

  constructor(scope: Construct, environment: Environment, secrets: SecretsChart) {
    super(scope, '0200-content', { namespace: environment.namespace, disableResourceNameHashes: true });
    const { images, replicas, resources, monitoring, scrapers, content } = environment;
    const identified = content.source === 'workload-identity';
    this.content = new WebService(this, 'Content', {
      name: ContentChart.serviceName,
      image: images.kiosque,
      replicas,
      resources,
      configuration: new Configuration(this, 'Configuration', {
        name: ContentChart.serviceName,
        data: settingsOf(environment),
      }),
      secrets: secretsOf(environment, secrets),
      ...(identified && { clientId: content.identity.clientId }),
      priorityClassName: Tenancy.priorityClassOf(environment.namespace),
      writable: { snapshots: { path: SNAPSHOTS, size: '128Mi' } },
      clients: [clientsOf(environment)],
      egress: [
        identified ? { to: 'internet', ports: [443] } : { to: 'anywhere', ports: [content.port] },
        ...logEgress(environment),
      ],
      monitoring,
      ...(scrapers !== undefined && { scrapers }),
    });
  }
}

/** With the CSI driver, the certificate only exists while a pod mounts it; the content service does. */
function secretsOf({ secrets }: Environment, { certificate, contentStorage }: SecretsChart): SecretReference[] {
  return [...(contentStorage ? [contentStorage] : []), ...(secrets === 'key-vault-csi' ? [certificate] : [])];
}

function settingsOf(environment: Environment): Record<string, string> {
  const { content, settings } = environment;
  return {
    FEATURES: 'content',
    ...exposureSettings(environment),
    ...environment.featureFlags,
    CONTENT_SOURCE: 'azure-blob',
    AZURE_STORAGE_CONTAINER: content.container,
    ...(content.source === 'workload-identity' && { AZURE_STORAGE_ACCOUNT_URL: content.accountUrl }),
    CONTENT_SNAPSHOT_DIRECTORY: SNAPSHOTS,
    ...logSettings(environment, ContentChart.serviceName),
    ...settings,
  };
}
