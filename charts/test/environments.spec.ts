import { describe, expect, it } from '@jest/globals';
import { checkEnvironments } from '../check-environment.ts';
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
import { objectsOf } from './objects.ts';
import { ID } from './web-service.fixture.ts';

function folder(manifests: Manifests, name: string): Manifests {
  return new Map([...manifests].filter(([path]) => path.startsWith(`${name}/`)));
}

describe('A new environment', () => {
  const preview: Environment = {
    ...development,
    name: 'preview',
    namespace: 'kiosque-preview',
    host: 'preview.kiosque.localhost',
    priority: 10,
  };

  it('should take a few lines, and pass the policy', async () => {
    const manifests = folder(render([...environments, preview]), 'preview');
    expect([...manifests.keys()]).toEqual([
      'preview/0000-tenancy.k8s.yaml',
      'preview/0200-content.k8s.yaml',
      'preview/0300-ticket-queues.k8s.yaml',
      'preview/0900-exposure.k8s.yaml',
    ]);
    expect(await checkPolicy(manifests)).toEqual([]);
  });

  it('should be delivered by Argo CD', () => {
    const argoCd = objectsOf(render([...environments, preview])).filter(({ path }) => path.startsWith('argocd/'));
    expect(argoCd.map(({ object }) => object.metadata.name)).toContain('kiosque-preview');
  });
});

describe('A new queue', () => {
  it('should take one word, and pass the policy', async () => {
    const { ticketQueues, quota } = production;
    const more: Environment = {
      ...production,
      ticketQueues: { ...ticketQueues, names: [...ticketQueues.names, 'opale'] },
      quota: {
        ...quota,
        cpu: { requests: '14', limits: '55' },
        memory: { requests: '15Gi', limits: '30Gi' },
      },
    };
    const before = objectsOf(render([production])).length;
    const manifests = render([more]);
    expect(objectsOf(manifests).length - before).toBe(8);
    expect(manifests.get('production/0900-exposure.k8s.yaml')).toMatch(/path: \/api\/queues\/opale[^]*path: \/opale/);
    expect(await checkPolicy(folder(manifests, 'production'))).toEqual([]);
  });

  it('should be refused where it does not fit the quota', () => {
    const names = [...production.ticketQueues.names, 'opale', 'topaze'];
    const crowded = { ...production, ticketQueues: { ...production.ticketQueues, names } };
    expect(() => render([crowded])).toThrow(
      'quota.cpu.requests is "12"; it must be at least 14250m, what may run at once',
    );
  });
});

describe('Queues on Azure Managed Redis, scaled by how many wait', () => {
  const variant: Environment = {
    ...production,
    ticketQueues: {
      ...production.ticketQueues,
      scaling: 'queue-length',
      redis: {
        kind: 'azure-managed',
        host: 'kiosque.westeurope.redis.azure.net',
        identity: { name: 'kiosque-queue', clientId: ID, principalId: ID },
      },
    },
  };
  const objects = objectsOf(render([variant])).map(({ object }) => object);

  it('should pass the policy, without a Redis or a password of our own', async () => {
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
    expect(scaled('HorizontalPodAutoscaler')).toEqual(['content']);
  });
});

describe('Queues that are open at midnight', () => {
  it('should have no end of the day', () => {
    const { closeDay: _, ...open } = production.ticketQueues;
    const jobs = objectsOf(render([{ ...production, ticketQueues: open }])).filter(
      ({ object }) => object.kind === 'CronJob',
    );
    expect(jobs.map(({ object }) => object.metadata.name)).toEqual(['queue-backup']);
  });
});

describe('The quotas', () => {
  it('should keep whoever is less important from taking what production was promised', () => {
    const [first] = environments.toSorted((a, b) => b.priority - a.priority);
    expect(first?.name).toBe('production');
    for (const { name, preempts } of environments) expect([name, preempts]).toEqual([name, name === 'production']);
    const hard = objectsOf(render(environments))
      .filter(({ object: { kind, metadata } }) => kind === 'ResourceQuota' && metadata.name === 'namespace')
      .map(({ object }) => object.spec?.['hard'] as Record<string, string>);
    expect(hard).toHaveLength(3);
    // Every sum that a namespace could take is bounded, so that all three fit a cluster that is sized for their quotas.
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
  it('should bound what one address may ask for, of the content as of the queues; development does not', () => {
    for (const { name, settings, ticketQueues } of environments) {
      const limits = [settings, ticketQueues.settings].map((given) => Number(given['RATE_LIMIT_PER_MINUTE'] ?? 0));
      if (name === 'development') expect(limits).toEqual([0, 0]);
      else for (const limit of limits) expect([name, limit >= 1200]).toEqual([name, true]);
    }
  });

  it('should tell each deployment under which address it is reached', () => {
    const maps = objectsOf(render(environments)).filter(
      ({ object: { kind, metadata } }) => kind === 'ConfigMap' && metadata.name !== 'queue-jobs',
    );
    expect(maps).toHaveLength(environments.length * (queues.length + 1));
    for (const { path, object } of maps) {
      const environment = environments.find(({ name }) => path.startsWith(`${name}/`));
      expect(object['data']).toMatchObject({ PUBLIC_URL: `https://${environment?.host ?? ''}` });
    }
  });

  it('should differ only by what their descriptions say', () => {
    const manifests = render(environments);
    const renamed = (path: string, text: string): [string, string] => [
      path.replace('qualification/', 'production/'),
      text.replaceAll('qualification', 'production'),
    ];
    const twin = new Map([...folder(manifests, 'qualification')].map(([path, text]) => renamed(path, text)));
    const changes = compare(twin, folder(manifests, 'production'));
    expect(changes.flatMap(({ fields }) => fields.map(({ path }) => path)).sort()).toEqual(
      [
        // The address that each deployment is told.
        ...['content', ...queues].flatMap(() => [
          'data.PUBLIC_URL',
          'spec.template.metadata.annotations.checksum/configuration',
        ]),
        'spec.minReplicas',
        'spec.maxReplicas',
        'spec.rules[0].host',
        'spec.tls[0].hosts[0]',
        ...['content', ...queues].map(() => 'spec.ingress[0].from[0].ipBlock.cidr'),
        'value',
        'preemptionPolicy',
        ...queues.flatMap(() => ['spec.minReplicas', 'spec.maxReplicas']),
        'spec.volumeClaimTemplates[0].spec.resources.requests.storage',
        ...['limits.cpu', 'limits.memory', 'pods', 'requests.cpu', 'requests.memory', 'requests.storage'].map(
          (field) => `spec.hard.${field}`,
        ),
      ].sort(),
    );
  });
});

describe(checkEnvironments.name, () => {
  it.each<[Partial<Environment>, string]>([
    [{ name: 'Production' }, 'environment "Production": name is "Production"; it must be at most 63 lower-case'],
    [{ namespace: 'kiosque_production' }, 'namespace is "kiosque_production"'],
    [{ host: 'kiosque' }, 'host is "kiosque"; it must be a lower-case host name with at least one dot'],
    [{ image: { repository: 'kiosque.azurecr.io/kiosque:1', digest: production.image.digest } }, 'image.repository is'],
    [{ image: { repository: 'kiosque.azurecr.io/kiosque', digest: 'latest' } }, 'image.digest is "latest"'],
    [{ replicas: { minimum: 5, maximum: 3 } }, 'replicas.maximum is 3; it must be a whole number from 5 to 100'],
    [{ exposure: 'nodeport' as 'ingress' }, 'exposure is "nodeport"; it must be one of ingress, gateway'],
    [{ secrets: 'sops' as 'manual' }, 'secrets is "sops"; it must be one of external-secrets, key-vault-csi, manual'],
    [{ priority: -1 }, 'priority is -1; it must be a whole number from 0 to 1000000000'],
    [{ priority: qualification.priority }, 'priority is 1000; it must be its own: "qualification" has it'],
    [{ priority: 5 }, 'preempts is true; it must be false unless its priority is the highest, which is 1000'],
    [{ host: qualification.host }, 'it must be its own: "qualification" has it'],
    [
      { resources: { ...production.resources, cpu: { request: '50m', limit: '1' } } },
      'resources.cpu.request is "50m"; it must be at least 100m: AKS raises less',
    ],
    [{ quota: { ...production.quota, pods: 10 } }, 'quota.pods is 10; it must be a whole number from 42 to 10000'],
    [
      { quota: { ...production.quota, memory: { requests: '1Gi', limits: '16Gi' } } },
      'quota.memory.requests is "1Gi"; it must be at least 11520Mi, what may run at once: pods while updating, Redis and jobs included',
    ],
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
      { ingressController: { subnet: '0.0.0.0/0' } },
      'ingressController.subnet is "0.0.0.0/0"; it must be an IPv4 subnet such as 10.225.0.0/24',
    ],
    [
      { settings: { RATE_LIMIT_PER_MINUTE: '1200' } },
      'settings.TRUSTED_PROXIES is "0"; it must be 1 with a RATE_LIMIT_PER_MINUTE: the gateway is the one proxy in front',
    ],
    [
      { ticketQueues: { ...production.ticketQueues, settings: { RATE_LIMIT_PER_MINUTE: '1', TRUSTED_PROXIES: '2' } } },
      'ticketQueues.settings.TRUSTED_PROXIES is "2"; it must be 1',
    ],
    [{ quota: { ...production.quota, storage: '5Gi' } }, 'quota.storage is "5Gi"; it must be at least 10Gi'],
    [{ azure: { ...production.azure, tenantId: 'us' } as never }, 'azure.tenantId is "us"; it must be a GUID'],
  ])('should refuse %j', (wrong, message) => {
    const before = [development, qualification];
    expect(() => {
      checkEnvironments([...before, { ...production, ...wrong }]);
    }).toThrow(message);
  });

  it('should refuse an identity without the Azure it lives in', () => {
    const { azure: _, ...rest } = production;
    expect(() => render([rest])).toThrow('azure is null; it must be described');
  });

  it('should let nothing be rendered that breaks a rule', () => {
    expect(() => render([{ ...production, priority: -1 }])).toThrow('priority is -1');
  });
});
