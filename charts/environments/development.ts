import type { Environment } from './environment.ts';

/** A cluster of one's own (k3d, minikube) or a shared one: Azurite for storage, Secrets made by hand. */
export const development: Environment = {
  name: 'development',
  namespace: 'kiosque-development',
  host: 'kiosque.localhost',
  image: {
    repository: 'ghcr.io/kiosque/kiosque',
    digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
  },
  replicas: { minimum: 1, maximum: 2 },
  resources: { cpu: { request: '100m', limit: '1' }, memory: { request: '192Mi', limit: '384Mi' } },
  content: { source: 'connection-string', container: 'content', port: 10000 },
  exposure: 'ingress',
  exposureClass: 'traefik',
  monitoring: 'none',
  secrets: 'manual',
  quota: { cpu: { requests: '1', limits: '6' }, memory: { requests: '1Gi', limits: '3Gi' }, pods: 10 },
  priority: 0,
  preempts: false,
  sync: 'automatic',
  settings: { LOG_LEVEL: 'debug', LOG_REQUESTS: 'all', CONTENT_CACHE_TTL_SECONDS: '10' },
};
