import { describe, expect, it } from '@jest/globals';
import { Chart } from 'cdk8s';
import { checkEnvironments } from '../check-environment.ts';
import { Configuration } from '../constructs/configuration/configuration.ts';
import { WebService } from '../constructs/web-service/web-service.ts';
import { development } from '../environments/development.ts';
import type { Environment } from '../environments/environment.ts';
import { environments } from '../environments/environments.ts';
import { production } from '../environments/production.ts';
import { qualification } from '../environments/qualification.ts';
import { checkPolicy } from '../policy/check-policy.ts';
import type { Manifests } from '../render.ts';
import { environmentApp, render } from '../render.ts';
import { compare } from '../diff/compare.ts';
import { objectsOf } from './objects.ts';

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
      'preview/0900-exposure.k8s.yaml',
    ]);
    expect(await checkPolicy(manifests)).toEqual([]);
  });

  it('should be delivered by Argo CD', () => {
    const argoCd = objectsOf(render([...environments, preview])).filter(({ path }) => path.startsWith('argocd/'));
    expect(argoCd.map(({ object }) => object.metadata.name)).toContain('kiosque-preview');
  });
});

describe('A second web service', () => {
  it('should take a few lines, and live beside the first', async () => {
    const app = environmentApp(production);
    const chart = new Chart(app, '0300-tickets', { namespace: production.namespace, disableResourceNameHashes: true });
    new WebService(chart, 'Tickets', {
      name: 'ticket-queue',
      image: production.image,
      replicas: { minimum: 2, maximum: 4 },
      resources: production.resources,
      configuration: new Configuration(chart, 'Configuration', { name: 'ticket-queue', data: { LOG_LEVEL: 'info' } }),
      priorityClassName: production.namespace,
      monitoring: production.monitoring,
    });
    expect(await checkPolicy(new Map([['production', app.synthYaml()]]))).toEqual([]);
  });
});

describe('Qualification and production', () => {
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
        'spec.template.metadata.annotations.checksum/configuration',
        'spec.minReplicas',
        'spec.maxReplicas',
        'spec.rules[0].host',
        'spec.tls[0].hosts[0]',
        'value',
        'preemptionPolicy',
        ...['limits.cpu', 'limits.memory', 'pods', 'requests.cpu', 'requests.memory'].map(
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
    [{ quota: { ...production.quota, pods: 10 } }, 'quota.pods is 10; it must be a whole number from 11 to 10000'],
    [
      { quota: { ...production.quota, memory: { requests: '1Gi', limits: '16Gi' } } },
      'quota.memory.requests is "1Gi"; it must be enough for 11 pods (replicas.maximum and one more while updating) of 256Mi each',
    ],
    [{ content: { source: 'connection-string', container: 'A', port: 443 } }, 'content.container is "A"'],
    [
      { content: { ...(production.content as { source: 'workload-identity' }), accountUrl: 'http://x' } as never },
      'content.accountUrl is "http://x"; it must be https://<account>.blob.core.windows.net without a path',
    ],
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
