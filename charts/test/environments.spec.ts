import { describe, expect, it } from '@jest/globals';
import { CONTRACT } from '../../service/contract.ts';
import { development } from '../environments/development.ts';
import type { Environment } from '../environments/environment.ts';
import { environments } from '../environments/environments.ts';
import { production } from '../environments/production.ts';
import { queues } from '../environments/queues.ts';
import { qualification } from '../environments/qualification.ts';
import { checkPolicy } from '../policy/check-policy.ts';
import type { Manifests } from '../render.ts';
import { render } from '../render.ts';
import { compare } from '../diff/compare.ts';
import { appRoutingExposure, ingressExposure } from './exposures.fixture.ts';
import { objectsOf } from './objects.ts';
import { ID } from './web-service.fixture.ts';

function folder(manifests: Manifests, name: string): Manifests {
  return new Map([...manifests].filter(([path]) => path.startsWith(`${name}/`)));
}

/** ConfigMaps of jobs, which serve nobody. */
const OF_JOBS = ['queue-jobs', 'blocklist-publisher', 'blocklist-targets'];

describe('A new environment', () => {
  const unlisted: Environment = {
    ...development,
    name: 'unlisted',
    namespace: 'kiosque-unlisted',
    host: 'unlisted.kiosque.localhost',
    priority: 11,
  };

  it('should require a few lines, and pass the policy', async () => {
    const manifests = folder(render([...environments, unlisted]), 'unlisted');
    expect([...manifests.keys()]).toEqual([
      'unlisted/0000-tenancy.k8s.yaml',
      'unlisted/0200-content.k8s.yaml',
      'unlisted/0300-ticket-queues.k8s.yaml',
      'unlisted/0900-exposure.k8s.yaml',
    ]);
    expect(await checkPolicy(manifests)).toEqual([]);
  });

  it('should be deployed by Argo CD', () => {
    const argoCd = objectsOf(render([...environments, unlisted])).filter(({ path }) => path.startsWith('argocd/'));
    expect(argoCd.map(({ object }) => object.metadata.name)).toContain('kiosque-unlisted');
  });
});

describe('A new queue', () => {
  it('should render the objects of a queue and its routes, and pass the policy', async () => {
    const { ticketQueues } = production;
    const more = { ...production, ticketQueues: { ...ticketQueues, names: [...ticketQueues.names, 'opale'] } };
    const before = objectsOf(render([production])).length;
    const manifests = render([more]);
    expect(objectsOf(manifests).length - before).toBe(8);
    expect(manifests.get('production/0900-exposure.k8s.yaml')).toMatch(
      /value: \/api\/queues\/opale[^]*value: \/opale|value: \/opale[^]*value: \/api\/queues\/opale/,
    );
    expect(await checkPolicy(folder(manifests, 'production'))).toEqual([]);
  });
});

describe('The names of the jobs', () => {
  it('should be refused as names of queues, whose objects would have the same names', () => {
    const named = objectsOf(render([production])).flatMap(({ object: { kind, metadata } }) => {
      const [, name] = /^queue-(.+)$/.exec(metadata.name) ?? [];
      return name === undefined || kind === 'ExternalSecret' || queues.includes(name) ? [] : [name];
    });
    expect([...new Set(named)].sort()).toEqual(['backup', 'close-day', 'jobs']);
    for (const name of named) {
      const ticketQueues = { ...production.ticketQueues, names: [name] };
      expect(() => render([{ ...production, ticketQueues }])).toThrow(`ticketQueues.names is "${name}"`);
    }
  });
});

describe('Queues on Azure Managed Redis, scaled by queue length', () => {
  const variant: Environment = {
    ...production,
    ticketQueues: {
      ...production.ticketQueues,
      scaling: 'queue-length',
      open: ['read'],
      redis: {
        kind: 'azure-managed',
        host: 'kiosque.westeurope.redis.azure.net',
        identity: { name: 'kiosque-queue', clientId: ID, principalId: ID },
      },
    },
  };
  const objects = objectsOf(render([variant])).map(({ object }) => object);

  it('should pass the policy, without an in-cluster Redis or password', async () => {
    expect(await checkPolicy(folder(render([variant]), 'production'))).toEqual([]);
    expect(objects.some(({ kind }) => kind === 'StatefulSet')).toBe(false);
    expect(objects.some(({ metadata }) => metadata.name === 'redis-password')).toBe(false);
    const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'queue-rubis');
    expect(map?.['data']).toMatchObject({ REDIS_MODE: 'cluster', REDIS_TLS: 'on', REDIS_CREDENTIAL: 'entra' });
  });

  it('should have one autoscaler each, never two', () => {
    const scaled = (kind: string) =>
      objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
    expect(scaled('ScaledObject')).toEqual(queues.map((queue) => `queue-${queue}`));
    expect(scaled('HorizontalPodAutoscaler')).toEqual(['content', 'security-log', 'security-log-analyser']);
  });
});

describe('The egress of the queues', () => {
  const egressOf = (environment: Environment, name: string): string[] => {
    const policy = objectsOf(render([environment])).find(
      ({ object }) => object.kind === 'NetworkPolicy' && object.metadata.name === name,
    );
    const rules = (policy?.object.spec?.['egress'] ?? []) as { to?: object[]; ports: { port: number }[] }[];
    return rules.map(({ to = [], ports }) => `${JSON.stringify(to)} ${ports.map(({ port }) => port).join(',')}`);
  };
  const redis = { kind: 'azure-managed', host: 'x.westeurope.redis.azure.net' } as const;
  const identity = { name: 'kiosque-queue', clientId: ID, principalId: ID };
  const managed = { ...production, ticketQueues: { ...production.ticketQueues, redis: { ...redis, identity } } };

  it.each([
    ['in the cluster', production, 'queue-rubis', [/"redis".* 6379$/, /0\.0\.0\.0.* 443$/]],
    ['in the cluster', production, 'queue-backup', [/"redis".* 6379$/, /0\.0\.0\.0.* 443$/]],
    ['in the cluster', production, 'queue-close-day', [/"redis".* 6379$/]],
    ['in development', development, 'queue-backup', [/"redis".* 6379$/, /^\[\] 10000$/]],
    ['managed', managed, 'queue-rubis', [/0\.0\.0\.0.* 443,10000,8500$/]],
    ['managed', managed, 'queue-backup', [/0\.0\.0\.0.* 443,10000,8500$/]],
  ] as const)('should be minimal and without duplicates with Redis %s', (_, environment, name, expected) => {
    const egress = egressOf(environment, name);
    expect(egress).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(egress[index]).toMatch(pattern);
  });
});

describe('The clients of the services', () => {
  it.each<[string, Environment['exposure'], object]>([
    ['the subnet', production.exposure, { ipBlock: { cidr: '10.225.0.0/24' } }],
    [
      'the pods of the Gateway',
      appRoutingExposure,
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kiosque-production-gateway' } },
        podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'kiosque' } },
      },
    ],
    [
      'the pods of the controller',
      ingressExposure,
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
      },
    ],
  ])('should be %s', (_, exposure, peer) => {
    const objects = objectsOf(render([{ ...production, exposure }])).map(({ object }) => object);
    const named = ['content', ...queues.map((queue) => `queue-${queue}`)];
    const policies = objects.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && named.includes(metadata.name));
    expect(policies).toHaveLength(named.length);
    for (const { spec } of policies) {
      expect((spec?.['ingress'] as { from: object[] }[])[0]).toMatchObject({ from: [peer], ports: [{ port: 3000 }] });
    }
    const project = objects.find(({ kind }) => kind === 'AppProject');
    const namespaces = (project?.spec?.['destinations'] as { namespace: string }[]).map(({ namespace }) => namespace);
    expect(namespaces.includes('kiosque-production-gateway')).toBe(exposure.controller === 'app-routing');
  });

  it('should be kept alive longer than Application Gateway for Containers keeps connections', () => {
    const maps = objectsOf(render([production])).filter(
      ({ object: { kind, metadata } }) => kind === 'ConfigMap' && !OF_JOBS.includes(metadata.name),
    );
    for (const { object } of maps) expect(object['data']).toMatchObject({ KEEP_ALIVE_SECONDS: '310' });
  });
});

describe('A cluster with a node-local DNS cache and its own Prometheus', () => {
  const scrapers = { namespace: 'observability', podLabels: { app: 'prometheus' } };
  const objects = objectsOf(render([{ ...production, nodeLocalDns: '169.254.20.10', scrapers }]));
  const policies = objects.map(({ object }) => object).filter(({ kind }) => kind === 'NetworkPolicy');

  it('should be allowed in the network policies', () => {
    const names = policies.find(({ metadata }) => metadata.name === 'allow-name-service');
    expect(JSON.stringify(names?.spec?.['egress'])).toContain('{"ipBlock":{"cidr":"169.254.20.10/32"}}');
    const scraped = policies.filter(({ spec }) => JSON.stringify(spec).includes('observability'));
    expect(scraped.map(({ metadata }) => metadata.name).sort()).toEqual(
      ['content', ...queues.map((queue) => `queue-${queue}`), 'security-log', 'security-log-analyser'].sort(),
    );
  });
});

describe('Queues that are open at midnight', () => {
  it('should have no job that closes the day', () => {
    const { closeDay: _, ...open } = production.ticketQueues;
    const jobs = objectsOf(render([{ ...production, ticketQueues: open }])).filter(
      ({ object }) => object.kind === 'CronJob',
    );
    expect(jobs.map(({ object }) => object.metadata.name)).toEqual(['queue-backup', 'blocklist-publisher']);
  });
});

describe('The quotas', () => {
  it('should keep less important environments from taking the resources of production', () => {
    const [first] = environments.toSorted((a, b) => b.priority - a.priority);
    expect(first?.name).toBe('production');
    for (const { name, preempts } of environments) expect([name, preempts]).toEqual([name, name === 'production']);
    const hard = objectsOf(render(environments))
      .filter(({ object: { kind, metadata } }) => kind === 'ResourceQuota' && metadata.name === 'namespace')
      .map(({ object }) => object.spec?.['hard'] as Record<string, string>);
    expect(hard).toHaveLength(environments.length);
    // Every total of a namespace is limited, so a cluster sized for the quotas fits all of them.
    for (const bounds of hard) {
      expect(Object.keys(bounds).sort()).toEqual([
        'limits.cpu',
        'limits.memory',
        'pods',
        'requests.cpu',
        'requests.memory',
        'requests.storage',
        'services.loadbalancers',
        'services.nodeports',
      ]);
    }
  });
});

describe('Qualification and production', () => {
  it('should set rate limits for content and queues, unlike development', () => {
    for (const { name, settings, ticketQueues } of [development, qualification, production]) {
      const limits = [settings, ticketQueues.settings].map((given) => Number(given['RATE_LIMIT_PER_MINUTE'] ?? 0));
      if (name === 'development') expect(limits).toEqual([0, 0]);
      else for (const limit of limits) expect([name, limit >= 1200]).toEqual([name, true]);
    }
  });

  it('should set the public URL of each deployment', () => {
    const maps = objectsOf(render(environments)).filter(
      ({ object: { kind, metadata } }) => kind === 'ConfigMap' && !OF_JOBS.includes(metadata.name),
    );
    const withSecurityLog = environments.filter(({ securityLog }) => securityLog !== undefined);
    expect(maps).toHaveLength(environments.length * (queues.length + 1) + withSecurityLog.length * 2);
    for (const { path, object } of maps) {
      const environment = environments.find(({ name }) => path.startsWith(`${name}/`));
      expect(object['data']).toMatchObject({ PUBLIC_URL: `https://${environment?.host ?? ''}` });
    }
  });

  it('should differ only by their configuration', () => {
    const manifests = render(environments);
    const renamed = (path: string, text: string): [string, string] => [
      path.replace('qualification/', 'production/'),
      text.replaceAll('qualification', 'production'),
    ];
    const twin = new Map([...folder(manifests, 'qualification')].map(([path, text]) => renamed(path, text)));
    const changes = compare(twin, folder(manifests, 'production'));
    expect(changes.flatMap(({ fields }) => fields.map(({ path }) => path)).sort()).toEqual(
      [
        // The public URL and the feature flags of each deployment.
        ...['content', ...queues, 'security-log', 'security-log-analyser'].flatMap(() => [
          'data.PUBLIC_URL',
          ...CONTRACT.featureFlags
            .filter((flag) => qualification.featureFlags[flag] !== production.featureFlags[flag])
            .map((flag) => `data.${flag}`),
          'spec.template.metadata.annotations.checksum/configuration',
        ]),
        // Production is closed to strangers.
        ...queues.map(() => 'data.QUEUE_OPEN'),
        'spec.minReplicas',
        'spec.maxReplicas',
        // The host of both routes and both listeners.
        ...['http', 'https'].flatMap((name) => ['spec.hostnames[0]', `spec.listeners[${name}].hostname`]),
        ...['content', ...queues, 'security-log'].map(() => 'spec.ingress[0].from[0].ipBlock.cidr'),
        'value',
        'preemptionPolicy',
        ...[...queues, 'security-log', 'security-log-analyser'].flatMap(() => ['spec.minReplicas', 'spec.maxReplicas']),
        'spec.volumeClaimTemplates[0].spec.resources.requests.storage',
        ...['limits.cpu', 'limits.memory', 'pods', 'requests.cpu', 'requests.memory', 'requests.storage'].map(
          (field) => `spec.hard.${field}`,
        ),
      ].sort(),
    );
  });
});
