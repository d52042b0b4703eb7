import { describe, expect, it } from '@jest/globals';
import { checkEnvironments } from './check-environment.ts';
import { development } from './environments/development.ts';
import type { Environment } from './environments/environment.ts';
import type { AzureManagedRedis, InClusterRedis } from './environments/sections/ticket-queue.ts';
import { production } from './environments/production.ts';
import { qualification } from './environments/qualification.ts';
import { render } from './render.ts';
import { appRoutingExposure, ingressExposure, ownAlbExposure } from './test/exposures.fixture.ts';
import { collector, monitored } from './test/observability.fixture.ts';
import { ID } from './test/web-service.fixture.ts';

const { cluster, images, resources, ticketQueues } = production;
const window = { days: ['monday'], from: '18:00', to: '21:00', timeZone: 'Europe/Paris' } as const;
const times = { windows: [window], maximumWaiting: 0, maximumRequestsPerSecond: 50, patienceMinutes: 30 };
const inCluster = ticketQueues.redis as InClusterRedis;
const managed = (host: string, clientId: string, principalId: string): AzureManagedRedis => ({
  kind: 'azure-managed',
  host,
  identity: { name: 'kiosque-queue', clientId, principalId },
});

describe(checkEnvironments.name, () => {
  it.each<[Partial<Environment>, string]>([
    [{ name: 'Production' }, 'environment "Production": name is "Production"; it must be at most 63 lower-case'],
    [{ namespace: 'kiosque_production' }, 'namespace is "kiosque_production"'],
    [{ host: 'kiosque' }, 'host is "kiosque"; it must be a lower-case host name with at least one dot'],
    [
      { images: { ...images, kiosque: { ...images.kiosque, repository: 'kiosque.azurecr.io/kiosque:1' } } },
      'images.kiosque.repository is',
    ],
    [{ images: { ...images, kiosque: { ...images.kiosque, digest: 'latest' } } }, 'images.kiosque.digest is "latest"'],
    [{ replicas: { minimum: 5, maximum: 3 } }, 'replicas.maximum is 3; it must be a whole number from 5 to 100'],
    [
      { exposure: { controller: 'nodeport' } as never },
      'exposure.controller is "nodeport"; it must be one of azure-alb, app-routing, generic',
    ],
    [{ secrets: 'sops' as 'manual' }, 'secrets is "sops"; it must be one of external-secrets, key-vault-csi, manual'],
    [{ priority: -1 }, 'priority is -1; it must be a whole number from 0 to 1000000000'],
    [{ priority: qualification.priority }, 'priority is 1000; it must be unique: "qualification" uses it'],
    [{ priority: 5 }, 'preempts is true; it must be false unless its priority is the highest (1000)'],
    [{ host: qualification.host }, 'it must be unique: "qualification" uses it'],
    [
      { resources: { ...production.resources, cpu: { request: '50m', limit: '1' } } },
      'resources.cpu.request is "50m"; it must be at least 100m: AKS raises lower requests',
    ],
    [{ deploymentTimes: { ...times, windows: [] } }, 'deploymentTimes.windows is []; it must be at least one window'],
    [
      { deploymentTimes: { ...times, windows: [{ ...window, timeZone: 'Paris' }] } },
      'deploymentTimes.windows.0.timeZone is "Paris"; it must be an IANA time zone such as Europe/Paris',
    ],
    [{ deploymentTimes: { ...times, maximumWaiting: -1 } }, 'deploymentTimes.maximumWaiting is -1'],
    [{ deploymentTimes: { ...times, maximumRequestsPerSecond: 0 } }, 'deploymentTimes.maximumRequestsPerSecond is 0'],
    [{ deploymentTimes: { ...times, patienceMinutes: 241 } }, 'deploymentTimes.patienceMinutes is 241'],
    [{ share: 0 }, 'share is 0; it must be a whole number from 1 to 100'],
    [
      { share: 80 },
      'share is 80; it must be small enough for all shares of cluster "kiosque" to add up to at most 100; they add up to 105',
    ],
    [{ cluster: { ...cluster, name: 'Kiosque' } }, 'cluster.name is "Kiosque"'],
    [{ cluster: { ...cluster, cpu: '48 cores' } }, 'cluster.cpu is "48 cores"; it must be CPU such as 48'],
    [{ cluster: { ...cluster, memory: '192G' } }, 'cluster.memory is "192G"; it must be memory such as 192Gi'],
    [{ cluster: { ...cluster, pods: 0 } }, 'cluster.pods is 0; it must be a whole number'],
    [{ content: { source: 'connection-string', container: 'A', port: 443 } }, 'content.container is "A"'],
    [
      { content: { ...(production.content as { source: 'workload-identity' }), accountUrl: 'http://x' } as never },
      'content.accountUrl is "http://x"; it must be https://<account>.blob.core.windows.net without a path',
    ],
    [
      { ticketQueues: { ...production.ticketQueues, names: ['rubis', 'api', 'rubis'] } },
      'ticketQueues.names is "api"; it must be none of api, assets',
    ],
    [
      { ticketQueues: { ...ticketQueues, names: ['rubis', 'events'] } },
      'ticketQueues.names is "events"; it must be none of api, assets',
    ],
    [
      { exposure: { ...ingressExposure, clients: { subnet: '0.0.0.0/0' } } },
      'exposure.clients.subnet is "0.0.0.0/0"; it must be an IPv4 subnet such as 10.225.0.0/24',
    ],
    [
      { settings: { RATE_LIMIT_PER_MINUTE: '1200' } },
      'settings.TRUSTED_PROXIES is "0"; it must be 1 if RATE_LIMIT_PER_MINUTE is set: the gateway is the only proxy',
    ],
    [
      { ticketQueues: { ...production.ticketQueues, settings: { RATE_LIMIT_PER_MINUTE: '1', TRUSTED_PROXIES: '2' } } },
      'ticketQueues.settings.TRUSTED_PROXIES is "2"; it must be 1',
    ],
    [
      { exposure: { ...ownAlbExposure, subnet: '10.225.0.0/23' } },
      'exposure.subnet is "10.225.0.0/23"; it must be a /24, as required by Application Gateway for Containers',
    ],
    [{ nodeLocalDns: 'localhost' }, 'nodeLocalDns is "localhost"; it must be an IP address such as 169.254.20.10'],
    [{ scrapers: { namespace: 'Prometheus' } }, 'scrapers.namespace is "Prometheus"'],
    [
      { azure: { ...production.azure, tenantId: 'us' } as never },
      'azure.tenantId is "us"; it must be a lower-case GUID',
    ],
    [{ name: 'qualification' }, 'name is "qualification"; it must be unique: "qualification" uses it'],
    [{ namespace: qualification.namespace }, 'namespace is "kiosque-qualification"; it must be unique'],
    [{ replicas: { minimum: 0, maximum: 3 } }, 'replicas.minimum is 0; it must be a whole number from 1 to 100'],
    [{ monitoring: 'x' as 'none' }, 'monitoring is "x"; it must be one of azure, prometheus-operator, none'],
    [{ sync: 'x' as 'manual' }, 'sync is "x"; it must be one of automatic, manual'],
    [
      { resources: { ...resources, cpu: { request: '2', limit: '1' } } },
      'request is "2"; it must be at most resources',
    ],
    [{ resources: { ...resources, cpu: { request: '1 core', limit: '1' } } }, 'it must be CPU such as 250m or 1.5'],
    [{ resources: { ...resources, memory: { request: '1Gi', limit: '1Mi' } } }, 'it must be at most resources.memory'],
    [
      { resources: { ...resources, memory: { request: '64Mi', limit: '1Gi' } } },
      'resources.memory.request is "64Mi"; it must be at least 100Mi: AKS raises lower requests',
    ],
    ...['backup', 'close-day', 'jobs'].map((name): [Partial<Environment>, string] => [
      { ticketQueues: { ...ticketQueues, names: ['rubis', name] } },
      `ticketQueues.names is "${name}"; it must be none of backup, close-day, jobs: the objects of the jobs have the ` +
        'names queue-backup, queue-close-day, queue-jobs.',
    ]),
    [
      { ticketQueues: { ...ticketQueues, scaling: 'memory' as 'cpu' } },
      'ticketQueues.scaling is "memory"; it must be one of cpu, queue-length',
    ],
    [
      { ticketQueues: { ...ticketQueues, redis: { kind: 'in_cluster' } as never } },
      'ticketQueues.redis.kind is "in_cluster"; it must be one of in-cluster, azure-managed',
    ],
    [
      { content: { source: 'file', container: 'content' } as never },
      'content.source is "file"; it must be one of workload-identity, connection-string',
    ],
    [
      { resources: { ...resources, cpu: { request: '250m', limit: 'abc' } } },
      'resources.cpu.limit is "abc"; it must be CPU such as 250m or 1.5.',
    ],
    [
      { resources: { ...resources, memory: { request: '256Mi', limit: '512MB' } } },
      'resources.memory.limit is "512MB"; it must be memory such as 256Mi or 2Gi.',
    ],
    ...['256', '1G', '0Mi'].map((limit): [Partial<Environment>, string] => [
      { ticketQueues: { ...ticketQueues, resources: { ...resources, memory: { request: '256Mi', limit } } } },
      `ticketQueues.resources.memory.limit is "${limit}"; it must be memory such as 256Mi or 2Gi.`,
    ]),
    [
      {
        ticketQueues: {
          ...ticketQueues,
          redis: { ...inCluster, resources: { ...inCluster.resources, cpu: { request: '500m', limit: 'x' } } },
        },
      },
      'ticketQueues.redis.resources.cpu.limit is "x"; it must be CPU such as 250m or 1.5.',
    ],
    [
      { cluster: { ...cluster, cpu: '480' } },
      'cluster is {"name":"kiosque","cpu":"480","memory":"256Gi","pods":880}; it must be ' +
        '{"name":"kiosque","cpu":"64","memory":"256Gi","pods":880}, as in environment "qualification": it is the same cluster.',
    ],
    [{ ticketQueues: { ...ticketQueues, names: ['Rubis'] } }, 'ticketQueues.names is "Rubis"; it must be at most 63'],
    [
      { ticketQueues: { ...ticketQueues, names: ['rubis', 'rubis'] } },
      'ticketQueues.names is ["rubis","rubis"]; it must be unique',
    ],
    [
      { ticketQueues: { ...ticketQueues, replicas: { minimum: 3, maximum: 2 } } },
      'ticketQueues.replicas.maximum is 2; it must be a whole number from 3 to 100',
    ],
    [
      { ticketQueues: { ...ticketQueues, backup: { ...ticketQueues.backup, keepDays: 0 } } },
      'ticketQueues.backup.keepDays is 0; it must be a whole number from 1 to 3650',
    ],
    [
      { ticketQueues: { ...ticketQueues, backup: { schedule: '@daily', keepDays: 1, container: 'backups' } } },
      'ticketQueues.backup.identity is undefined; it must be set: it writes to the storage account',
    ],
    [
      { images: { ...images, redis: { repository: 'kiosque.azurecr.io/redis', digest: 'latest' } } },
      'images.redis.digest is "latest"',
    ],
    [
      { images: { kiosque: images.kiosque } },
      'images.redis is null; it must be an image by digest in images.json: ticketQueues.redis is in-cluster',
    ],
    [{ ticketQueues: { ...ticketQueues, redis: managed('redis', ID, ID) } }, 'ticketQueues.redis.host is "redis"'],
    [
      { ticketQueues: { ...ticketQueues, redis: managed('redis.azure.net', 'x', ID) } },
      'ticketQueues.redis.identity.clientId is "x"; it must be a lower-case GUID',
    ],
    [
      { ticketQueues: { ...ticketQueues, redis: managed('redis.azure.net', ID, 'x') } },
      'ticketQueues.redis.identity.principalId is "x"; it must be a lower-case GUID',
    ],
    [
      { content: { ...production.content, source: 'file' } as never },
      'content.source is "file"; it must be one of workload-identity',
    ],
    [{ content: { source: 'connection-string', container: 'a--b', port: 443 } }, 'content.container is "a--b"'],
    [{ content: { source: 'connection-string', container: 'abc', port: 0 } }, 'content.port is 0; it must be a whole'],
    [
      { content: { ...production.content, identity: { name: 'x', clientId: 'x' } } as never },
      'content.identity.clientId is "x"; it must be a lower-case GUID',
    ],
    [{ azure: { ...production.azure, keyVault: '9-lives' } as never }, 'azure.keyVault is "9-lives"'],
    [
      { azure: { ...production.azure, secretReader: { name: 'x', clientId: 'x' } } as never },
      'azure.secretReader.clientId is "x"; it must be a lower-case GUID',
    ],
    [
      { exposure: { ...ownAlbExposure, subnet: '10.225.0/24' } },
      'exposure.subnet is "10.225.0/24"; it must be an IPv4 subnet',
    ],
    [{ scrapers: { namespace: 'x', podLabels: {} } }, 'scrapers.podLabels is {}; it must be at least one label'],
    [{ logs: 'loki' as 'none' }, 'logs is "loki"; it must be one of azure, otlp, none'],
    [{ logs: 'otlp' }, 'collector is undefined; it must be set if logs is otlp, and omitted otherwise'],
    [{ collector }, 'it must be set if logs is otlp, and omitted otherwise'],
    [
      { logs: 'otlp', collector: { ...collector, url: 'http://collector' } },
      'collector.url is "http://collector"; it must be an http or https URL with a port',
    ],
    [
      { logs: 'otlp', collector: { ...collector, peer: { namespace: 'Monitoring' } } },
      'collector.peer.namespace is "Monitoring"',
    ],
    [
      { azure: { ...production.azure, monitor: { ...production.azure?.monitor, logDays: 7 } } as never },
      'azure.monitor.logDays is 7; it must be a whole number from 30 to 730',
    ],
    [{ alerts: { mail: [] } }, 'alerts.mail is []; it must be at least one address'],
    [
      { monitoring: 'none', alerts: { mail: ['a@example.org'] } },
      'alerts is {"mail":["a@example.org"]}; it must be omitted if monitoring is none: nothing evaluates the rules',
    ],
    [
      { alerts: { mail: ['a@example.org'], chat: true } },
      'alerts.chat is true; it must be false unless monitoring is prometheus-operator',
    ],
    [
      { monitoring: 'prometheus-operator' },
      'alerts.smtp is undefined; it must be set if monitoring is prometheus-operator, and omitted otherwise',
    ],
    [
      {
        ...monitored,
        alerts: { ...monitored.alerts, smtp: { host: 'smtp', port: 25, from: 'a@example.org' } } as never,
      },
      'alerts.smtp.host is "smtp"',
    ],
    [
      { ...monitored, secrets: 'key-vault-csi' },
      'it must be without chat and smtp.user if secrets is key-vault-csi, whose Secrets exist only while a pod mounts them',
    ],
  ])('should reject %j', (wrong, message) => {
    const before = [development, qualification];
    expect(() => {
      checkEnvironments([...before, { ...production, ...wrong }]);
    }).toThrow(message);
  });

  it('should reject an identity without Azure resources', () => {
    const { azure: _, ...rest } = production;
    expect(() => render([rest])).toThrow('azure is null; it must be set');
  });

  it('should reject logs in Azure without Azure resources', () => {
    expect(() => {
      checkEnvironments([{ ...development, logs: 'azure' }]);
    }).toThrow('azure is null; it must be set: the workspace of logs is in its resource group');
  });

  it('should reject app-routing without a Key Vault', () => {
    const environment = { ...development, exposure: appRoutingExposure };
    expect(() => {
      checkEnvironments([environment]);
    }).toThrow('azure is null; it must be set: app-routing reads the certificate from its Key Vault');
  });

  it('should stop rendering if a rule is broken', () => {
    expect(() => render([{ ...production, priority: -1 }])).toThrow('priority is -1');
  });
});
