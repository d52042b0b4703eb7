import type { Environment } from './environment.ts';
import { queues } from './queues.ts';

/** What readers see. A new digest arrives here by a commit, and is applied when a person says so. */
export const production: Environment = {
  name: 'production',
  namespace: 'kiosque-production',
  host: 'kiosque.example.org',
  image: {
    repository: 'kiosque.azurecr.io/kiosque',
    digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
  },
  replicas: { minimum: 3, maximum: 10 },
  resources: { cpu: { request: '250m', limit: '1' }, memory: { request: '256Mi', limit: '512Mi' } },
  content: {
    source: 'workload-identity',
    accountUrl: 'https://kiosqueproduction.blob.core.windows.net',
    container: 'content',
    identity: { name: 'kiosque-content-production', clientId: '00000000-0000-0000-0000-000000000000' },
  },
  ticketQueues: {
    names: queues,
    replicas: { minimum: 2, maximum: 6 },
    resources: { cpu: { request: '250m', limit: '1' }, memory: { request: '256Mi', limit: '512Mi' } },
    scaling: 'cpu',
    redis: {
      kind: 'in-cluster',
      image: {
        repository: 'kiosque.azurecr.io/redis',
        digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
      },
      resources: { cpu: { request: '500m', limit: '1' }, memory: { request: '1Gi', limit: '2Gi' } },
      storage: '10Gi',
    },
    timeZone: 'Europe/Paris',
    closeDay: '10 0 * * *',
    backup: {
      schedule: '*/15 * * * *',
      keepDays: 30,
      container: 'queue-backups',
      identity: { name: 'kiosque-queue-backup-production', clientId: '00000000-0000-0000-0000-000000000000' },
    },
    settings: { LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '6000', TRUSTED_PROXIES: '1' },
  },
  exposure: {
    controller: 'azure-alb',
    loadBalancer: {
      managed: {
        subnetId:
          '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/kiosque/providers/Microsoft.Network/virtualNetworks/kiosque/subnets/production',
      },
    },
    subnet: '10.225.0.0/24',
  },
  monitoring: 'azure',
  secrets: 'external-secrets',
  quota: {
    cpu: { requests: '12', limits: '44' },
    memory: { requests: '12Gi', limits: '24Gi' },
    pods: 50,
    storage: '20Gi',
  },
  priority: 100_000,
  preempts: true,
  sync: 'manual',
  // A school is one address for hundreds of browsers; a page is some ten requests, and each pod counts for itself.
  settings: { LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '1200', TRUSTED_PROXIES: '1' },
  azure: {
    location: 'westeurope',
    resourceGroup: 'kiosque-production',
    cluster: { name: 'kiosque', resourceGroup: 'kiosque' },
    keyVault: 'kiosque-production',
    tenantId: '00000000-0000-0000-0000-000000000000',
    secretReader: { name: 'kiosque-secrets-production', clientId: '00000000-0000-0000-0000-000000000000' },
  },
};
