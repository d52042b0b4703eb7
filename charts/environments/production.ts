import { base, NETWORK } from './base.ts';
import type { Environment } from './environment.ts';
import images from './images.json' with { type: 'json' };

/** The public environment. A commit sets a new digest; a person syncs it. */
export const production: Environment = {
  ...base,
  name: 'production',
  namespace: 'kiosque-production',
  host: 'kiosque.example.org',
  images: images.production,
  featureFlags: { REDIS_AUTO_PIPELINING: 'off' },
  replicas: { minimum: 3, maximum: 10 },
  content: {
    source: 'workload-identity',
    accountUrl: 'https://kiosqueproduction.blob.core.windows.net',
    container: 'content',
    identity: { name: 'kiosque-content-production', clientId: '00000000-0000-0000-0000-000000000000' },
  },
  ticketQueues: {
    ...base.ticketQueues,
    replicas: { minimum: 2, maximum: 6 },
    // Calls to the API are authenticated: tablets and displays are paired, holders have their own ticket.
    open: [],
    redis: { ...base.ticketQueues.redis, storage: '10Gi' },
    backup: {
      ...base.ticketQueues.backup,
      identity: { name: 'kiosque-queue-backup-production', clientId: '00000000-0000-0000-0000-000000000000' },
    },
  },
  securityLog: {
    ...base.securityLog,
    replicas: { minimum: 2, maximum: 4 },
    analysers: { minimum: 2, maximum: 4 },
    publishing: {
      ...base.securityLog.publishing,
      targets: [
        { name: 'github', url: 'git@github.com:kiosque/blocklist-production.git', scripts: true },
        { name: 'gitlab', url: 'https://gitlab.com/kiosque/blocklist-production.git', scripts: true },
      ],
    },
  },
  exposure: {
    controller: 'azure-alb',
    loadBalancer: { managed: { subnetId: `${NETWORK}/subnets/production` } },
    subnet: '10.225.0.0/24',
  },
  alerts: { mail: ['kiosque@example.org'], page: ['on-call@example.org'] },
  deploymentTimes: {
    windows: [
      {
        days: ['monday', 'tuesday', 'wednesday', 'thursday'],
        from: '18:00',
        to: '21:00',
        timeZone: base.ticketQueues.timeZone,
      },
    ],
    maximumWaiting: 0,
    maximumRequestsPerSecond: 50,
    patienceMinutes: 30,
  },
  share: 60,
  priority: 100_000,
  preempts: true,
  sync: 'manual',
  azure: {
    ...base.azure,
    resourceGroup: 'kiosque-production',
    keyVault: 'kiosque-production',
    secretReader: { name: 'kiosque-secrets-production', clientId: '00000000-0000-0000-0000-000000000000' },
  },
};
