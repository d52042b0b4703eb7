import type { Environment } from './environment.ts';
import { queues } from './queues.ts';

/** Production's twin, smaller: what is released is tried here first. */
export const qualification: Environment = {
  name: 'qualification',
  namespace: 'kiosque-qualification',
  host: 'qualification.kiosque.example.org',
  image: {
    repository: 'kiosque.azurecr.io/kiosque',
    digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
  },
  replicas: { minimum: 2, maximum: 4 },
  resources: { cpu: { request: '250m', limit: '1' }, memory: { request: '256Mi', limit: '512Mi' } },
  content: {
    source: 'workload-identity',
    accountUrl: 'https://kiosquequalification.blob.core.windows.net',
    container: 'content',
    identity: { name: 'kiosque-content-qualification', clientId: '00000000-0000-0000-0000-000000000000' },
  },
  ticketQueues: {
    names: queues,
    replicas: { minimum: 1, maximum: 2 },
    resources: { cpu: { request: '250m', limit: '1' }, memory: { request: '256Mi', limit: '512Mi' } },
    scaling: 'cpu',
    redis: {
      kind: 'in-cluster',
      image: {
        repository: 'kiosque.azurecr.io/redis',
        digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
      },
      resources: { cpu: { request: '500m', limit: '1' }, memory: { request: '1Gi', limit: '2Gi' } },
      storage: '2Gi',
    },
    timeZone: 'Europe/Paris',
    closeDay: '10 0 * * *',
    backup: {
      schedule: '*/15 * * * *',
      keepDays: 30,
      container: 'queue-backups',
      identity: { name: 'kiosque-queue-backup-qualification', clientId: '00000000-0000-0000-0000-000000000000' },
    },
    settings: { LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '6000', TRUSTED_PROXIES: '1' },
  },
  exposure: {
    controller: 'azure-alb',
    loadBalancer: {
      managed: {
        subnetId:
          '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/kiosque/providers/Microsoft.Network/virtualNetworks/kiosque/subnets/qualification',
      },
    },
    subnet: '10.225.1.0/24',
  },
  monitoring: 'azure',
  secrets: 'external-secrets',
  quota: {
    cpu: { requests: '6', limits: '20' },
    memory: { requests: '6Gi', limits: '12Gi' },
    pods: 20,
    storage: '4Gi',
  },
  priority: 1000,
  preempts: false,
  sync: 'automatic',
  // A school is one address for hundreds of browsers; a page is some ten requests, and each pod counts for itself.
  settings: { LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '1200', TRUSTED_PROXIES: '1' },
  azure: {
    location: 'westeurope',
    resourceGroup: 'kiosque-qualification',
    cluster: { name: 'kiosque', resourceGroup: 'kiosque' },
    keyVault: 'kiosque-qualification',
    tenantId: '00000000-0000-0000-0000-000000000000',
    secretReader: { name: 'kiosque-secrets-qualification', clientId: '00000000-0000-0000-0000-000000000000' },
  },
};
