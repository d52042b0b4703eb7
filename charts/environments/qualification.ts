import type { Environment } from './environment.ts';

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
  exposure: 'ingress',
  exposureClass: 'azure-alb-external',
  monitoring: 'azure',
  secrets: 'external-secrets',
  quota: { cpu: { requests: '4', limits: '12' }, memory: { requests: '4Gi', limits: '8Gi' }, pods: 20 },
  priority: 1000,
  preempts: false,
  sync: 'automatic',
  settings: { LOG_LEVEL: 'info', TRUSTED_PROXIES: '1' },
  azure: {
    location: 'westeurope',
    resourceGroup: 'kiosque-qualification',
    cluster: { name: 'kiosque', resourceGroup: 'kiosque' },
    keyVault: 'kiosque-qualification',
    tenantId: '00000000-0000-0000-0000-000000000000',
    secretReader: { name: 'kiosque-secrets-qualification', clientId: '00000000-0000-0000-0000-000000000000' },
  },
};
