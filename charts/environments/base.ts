import { queues } from './queues.ts';

/** What qualification and production share, so that qualification tests what production will run. */
export const base = {
  resources: { cpu: { request: '250m', limit: '1' }, memory: { request: '256Mi', limit: '512Mi' } },
  ticketQueues: {
    names: queues,
    resources: { cpu: { request: '250m', limit: '1' }, memory: { request: '256Mi', limit: '512Mi' } },
    scaling: 'cpu',
    redis: {
      kind: 'in-cluster',
      resources: { cpu: { request: '500m', limit: '1' }, memory: { request: '1Gi', limit: '2Gi' } },
    },
    timeZone: 'Europe/Paris',
    closeDay: '10 0 * * *',
    signIn: {
      issuer: 'https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0',
      clientId: '00000000-0000-0000-0000-000000000000',
    },
    backup: { schedule: '*/15 * * * *', keepDays: 30, container: 'queue-backups' },
    settings: { LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '6000', TRUSTED_PROXIES: '1' },
  },
  securityLog: {
    resources: { cpu: { request: '250m', limit: '1' }, memory: { request: '256Mi', limit: '512Mi' } },
    // RATE_LIMIT_PER_MINUTE is for requests: collectors send many lines in each.
    settings: { LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '6000', TRUSTED_PROXIES: '1' },
    notifications: { settings: {}, mattermost: true },
    publishing: {
      schedule: '*/10 * * * *',
      author: 'Kiosque <kiosque@example.org>',
      // The public key of BLOCKLIST_SIGNING_KEY_FILE; replace it.
      listKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
      // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints
      knownHosts: ['github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl'],
      resources: { cpu: { request: '100m', limit: '1' }, memory: { request: '192Mi', limit: '512Mi' } },
    },
  },
  monitoring: 'azure',
  logs: 'azure',
  secrets: 'external-secrets',
  cluster: { name: 'kiosque', cpu: '64', memory: '256Gi', pods: 880 },
  // A school may have one address for hundreds of browsers; a page takes about ten requests, and each pod counts on its own.
  settings: { LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '1200', TRUSTED_PROXIES: '1' },
  azure: {
    location: 'westeurope',
    cluster: {
      name: 'kiosque',
      resourceGroup: 'kiosque',
      profile: 'standard',
      network: { name: 'kiosque', prefix: '10.224.0.0/15', nodes: '10.224.0.0/16' },
    },
    monitor: { workspace: 'kiosque', grafana: 'kiosque-grafana', logs: 'kiosque-logs', logDays: 90 },
    tenantId: '00000000-0000-0000-0000-000000000000',
  },
} as const;

/** Resource id of the virtual network that contains the load balancers' subnets. */
export const NETWORK =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/kiosque/providers/Microsoft.Network/virtualNetworks/kiosque';
