import type { Construct } from 'constructs';
import { Configuration } from '../constructs/configuration/configuration.ts';
import { SecretReference } from '../constructs/secret-reference/secret-reference.ts';
import type { WebServiceProps } from '../constructs/web-service/web-service.props.ts';

export const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** Every prop of a web service, so that a new one does not compile before it is tested. */
export function webServiceProps(scope: Construct): Required<WebServiceProps> {
  return {
    name: 'tickets',
    image: { repository: 'ghcr.io/kiosque/kiosque', digest: DIGEST },
    replicas: { minimum: 2, maximum: 6 },
    resources: { cpu: { request: '200m', limit: '1.5' }, memory: { request: '256Mi', limit: '1Gi' } },
    configuration: new Configuration(scope, 'Configuration', { name: 'tickets', data: { LOG_LEVEL: 'warn' } }),
    secrets: [
      new SecretReference(scope, 'Secret', {
        name: 'redis',
        keys: { REDIS_PASSWORD: 'redis-password' },
        provider: { kind: 'key-vault-csi', keyVault: 'kiosque-test', tenantId: ID, clientId: ID },
      }),
    ],
    configurationFiles: {
      '/etc/kiosque/files': new Configuration(scope, 'Configuration files', { name: 'files', data: { TARGETS: 'x' } }),
    },
    secretFiles: {
      '/etc/kiosque/keys': new SecretReference(scope, 'Files', {
        name: 'keys',
        keys: { KEYS: 'keys' },
        provider: { kind: 'manual' },
      }),
    },
    podLabels: { 'app.kubernetes.io/component': 'counter' },
    clientId: ID,
    priorityClassName: 'kiosque-test',
    writable: { cache: { path: '/var/cache/tickets', size: '32Mi' } },
    clients: [{ namespace: 'traefik', podLabels: { app: 'traefik' } }, { subnet: '10.225.0.0/24' }],
    egress: [
      { to: 'internet', ports: [443] },
      { to: 'anywhere', ports: [10000, 6379] },
      { to: { pods: 'redis' }, ports: [6379, [8500, 8599]] },
    ],
    monitoring: 'prometheus-operator',
    scrapers: { namespace: 'observability', podLabels: { app: 'prometheus' } },
    scaledBy: 'cpu',
  };
}
