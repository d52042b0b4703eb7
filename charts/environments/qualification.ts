import { base, NETWORK } from './base.ts';
import type { Environment } from './environment.ts';
import images from './images.json' with { type: 'json' };

/** A smaller copy of production, where releases are tested first. */
export const qualification: Environment = {
  ...base,
  name: 'qualification',
  namespace: 'kiosque-qualification',
  host: 'qualification.kiosque.example.org',
  images: images.qualification,
  featureFlags: { REDIS_AUTO_PIPELINING: 'on' },
  replicas: { minimum: 2, maximum: 4 },
  content: {
    source: 'workload-identity',
    accountUrl: 'https://kiosquequalification.blob.core.windows.net',
    container: 'content',
    identity: { name: 'kiosque-content-qualification', clientId: '00000000-0000-0000-0000-000000000000' },
  },
  ticketQueues: {
    ...base.ticketQueues,
    replicas: { minimum: 1, maximum: 2 },
    open: ['take', 'read'],
    redis: { ...base.ticketQueues.redis, storage: '2Gi' },
    backup: {
      ...base.ticketQueues.backup,
      identity: { name: 'kiosque-queue-backup-qualification', clientId: '00000000-0000-0000-0000-000000000000' },
    },
  },
  securityLog: {
    ...base.securityLog,
    replicas: { minimum: 1, maximum: 2 },
    analysers: { minimum: 1, maximum: 2 },
    publishing: {
      ...base.securityLog.publishing,
      targets: [
        { name: 'github', url: 'git@github.com:kiosque/blocklist-qualification.git', scripts: true },
        { name: 'gitlab', url: 'https://gitlab.com/kiosque/blocklist-qualification.git', scripts: true },
      ],
    },
  },
  exposure: {
    controller: 'azure-alb',
    loadBalancer: { managed: { subnetId: `${NETWORK}/subnets/qualification` } },
    subnet: '10.225.1.0/24',
  },
  alerts: { mail: ['kiosque@example.org'] },
  share: 25,
  priority: 1000,
  preempts: false,
  sync: 'automatic',
  azure: {
    ...base.azure,
    resourceGroup: 'kiosque-qualification',
    keyVault: 'kiosque-qualification',
    secretReader: { name: 'kiosque-secrets-qualification', clientId: '00000000-0000-0000-0000-000000000000' },
  },
};
