import { describe, expect, it } from '@jest/globals';
import { podTemplateOf } from '../../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { schemaProblems } from '../../schemas/validate.ts';
import { only, synthesize } from '../../test/objects.ts';
import { webServiceProps } from '../../test/web-service.fixture.ts';
import type { WorkerProps } from './worker.ts';
import { Worker } from './worker.ts';

/** Every prop of a worker. */
function render(change: Partial<WorkerProps> = {}): KubernetesObject[] {
  return synthesize((scope) => {
    new Worker(scope, 'Analyser', { ...webServiceProps(scope), name: 'analyser', ...change });
  });
}

describe(Worker.name, () => {
  const objects = render();

  it('should render a Deployment that is scaled, protected and scraped, without a Service', async () => {
    expect(objects.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'ConfigMap',
      'Deployment',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PodMonitor',
      'SecretProviderClass',
      'ServiceAccount',
    ]);
    const problems = await Promise.all(objects.map((object) => schemaProblems(object)));
    expect(problems.flat()).toEqual([]);
  });

  it('should have the management port only, probed there', () => {
    const [container] = podTemplateOf(only(objects, 'Deployment'))?.spec.containers ?? [];
    expect(container?.ports).toEqual([{ name: 'metrics', containerPort: 9464 }]);
    const probes = [container?.startupProbe, container?.readinessProbe, container?.livenessProbe];
    expect(probes.map((probe) => probe?.httpGet)).toEqual([
      { path: '/startupz', port: 9464, scheme: 'HTTP' },
      { path: '/readyz', port: 9464, scheme: 'HTTP' },
      { path: '/healthz', port: 9464, scheme: 'HTTP' },
    ]);
  });

  it('should accept connections from the scrapers only, and from nobody if nothing scrapes', () => {
    expect(only(objects, 'NetworkPolicy').spec?.['ingress']).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observability' } },
            podSelector: { matchLabels: { app: 'prometheus' } },
          },
        ],
        ports: [{ port: 9464, protocol: 'TCP' }],
      },
    ]);
    expect(only(render({ monitoring: 'none' }), 'NetworkPolicy').spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
    });
  });

  it.each<[Partial<WorkerProps>, string]>([
    [{ replicas: { minimum: 0, maximum: 1 } }, 'Worker "analyser": replicas.minimum is 0'],
    [{ replicas: { minimum: 2, maximum: 1 } }, 'Worker "analyser": replicas.maximum is 1'],
    [{ monitoring: 'none', scrapers: { namespace: 'Monitoring' } }, 'Worker "analyser": scrapers'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render(wrong)).toThrow(message);
  });
});
