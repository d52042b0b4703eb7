import type { Environment } from './environment.ts';
import images from './images.json' with { type: 'json' };
import { queues } from './queues.ts';

/** A local (k3d, minikube) or shared cluster: Azurite for storage, Secrets created manually. */
export const development: Environment = {
  name: 'development',
  namespace: 'kiosque-development',
  host: 'kiosque.localhost',
  images: images.development,
  featureFlags: { REDIS_AUTO_PIPELINING: 'on' },
  replicas: { minimum: 1, maximum: 2 },
  resources: { cpu: { request: '100m', limit: '1' }, memory: { request: '192Mi', limit: '384Mi' } },
  content: { source: 'connection-string', container: 'content', port: 10000 },
  ticketQueues: {
    names: queues,
    replicas: { minimum: 1, maximum: 2 },
    resources: { cpu: { request: '100m', limit: '500m' }, memory: { request: '192Mi', limit: '384Mi' } },
    scaling: 'cpu',
    redis: {
      kind: 'in-cluster',
      resources: { cpu: { request: '100m', limit: '500m' }, memory: { request: '128Mi', limit: '256Mi' } },
      storage: '1Gi',
    },
    timeZone: 'Europe/Paris',
    open: ['take', 'read'],
    closeDay: '10 0 * * *',
    backup: {
      schedule: '30 4 * * *',
      keepDays: 7,
      container: 'queue-backups',
    },
    settings: { LOG_LEVEL: 'debug' },
  },
  exposure: {
    controller: 'generic',
    kind: 'ingress',
    className: 'traefik',
    clients: { namespace: 'traefik', podLabels: { 'app.kubernetes.io/name': 'traefik' } },
  },
  monitoring: 'none',
  logs: 'none',
  secrets: 'manual',
  cluster: { name: 'development', cpu: '8', memory: '16Gi', pods: 110 },
  share: 50,
  priority: 0,
  preempts: false,
  sync: 'automatic',
  settings: { LOG_LEVEL: 'debug', LOG_REQUESTS: 'all', CONTENT_CACHE_TTL_SECONDS: '10' },
};
