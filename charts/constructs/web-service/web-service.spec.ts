import { describe, expect, it } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { podTemplateOf } from '../../policy/kubernetes-object.ts';
import { only, synthesize } from '../../test/objects.ts';
import { DIGEST, ID, webServiceProps } from '../../test/web-service.fixture.ts';
import type { WebServiceProps } from './web-service.props.ts';
import { WebService } from './web-service.ts';

function render(change: (props: Required<WebServiceProps>) => WebServiceProps = (props) => props): KubernetesObject[] {
  return synthesize((scope) => new WebService(scope, 'Tickets', change(webServiceProps(scope))));
}

function podOf(objects: readonly KubernetesObject[]) {
  const pod = podTemplateOf(only(objects, 'Deployment'));
  if (pod === undefined) throw new Error('no pod');
  return pod;
}

describe(WebService.name, () => {
  const objects = render();
  const pod = podOf(objects);
  const [container] = pod.spec.containers;

  it('should render every part of a service, and nothing else', () => {
    expect(objects.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'ConfigMap',
      'Deployment',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PodMonitor',
      'SecretProviderClass',
      'Service',
      'ServiceAccount',
    ]);
  });

  it('should reference the image by digest and pull it once', () => {
    expect(container).toMatchObject({ image: `ghcr.io/kiosque/kiosque@${DIGEST}`, imagePullPolicy: 'IfNotPresent' });
  });

  it('should set the given requests and limits, in equivalent units', () => {
    expect(container?.resources).toEqual({
      requests: { cpu: '200m', memory: '256Mi', 'ephemeral-storage': '64Mi' },
      limits: { cpu: '1500m', memory: '1Gi', 'ephemeral-storage': '256Mi' },
    });
  });

  it('should read configuration and secrets from the environment, with a configuration checksum', () => {
    expect(container?.envFrom).toEqual([{ configMapRef: { name: 'tickets' } }, { secretRef: { name: 'redis' } }]);
    expect(pod.annotations['checksum/configuration']).toMatch(/^[\da-f]{64}$/);
  });

  it('should mount writable directories, files of Secrets, and the volumes of the CSI driver', () => {
    expect(container?.volumeMounts).toEqual([
      { mountPath: '/var/cache/tickets', name: 'cache' },
      { mountPath: '/etc/kiosque/files', name: 'files', readOnly: true },
      { mountPath: '/etc/kiosque/keys', name: 'keys-files', readOnly: true },
      { mountPath: '/var/run/secrets/kiosque/redis', name: 'redis', readOnly: true },
    ]);
    expect(pod.spec.volumes).toEqual([
      { name: 'cache', emptyDir: { sizeLimit: '32Mi' } },
      { name: 'files', configMap: { name: 'files' } },
      { name: 'keys-files', secret: { secretName: 'keys', defaultMode: 0o440 } },
      {
        name: 'redis',
        csi: {
          driver: 'secrets-store.csi.k8s.io',
          readOnly: true,
          volumeAttributes: { secretProviderClass: 'redis' },
        },
      },
    ]);
  });

  it('should act as its managed identity', () => {
    expect(pod.labels['azure.workload.identity/use']).toBe('true');
    expect(only(objects, 'ServiceAccount')).toMatchObject({
      metadata: { name: 'tickets', annotations: { 'azure.workload.identity/client-id': ID } },
      automountServiceAccountToken: false,
    });
    const without = render(({ clientId: _, ...props }) => props);
    expect(podOf(without).labels).not.toHaveProperty('azure.workload.identity/use');
    expect(only(without, 'ServiceAccount').metadata).not.toHaveProperty('annotations');
  });

  it('should wait before it stops, with time to drain and to complete responses', () => {
    expect(container?.lifecycle).toEqual({ preStop: { sleep: { seconds: 10 } } });
    expect(pod.spec.terminationGracePeriodSeconds).toBe(10 + 5 + 15);
  });

  it('should be spread over zones and nodes without blocking scheduling', () => {
    expect(pod.spec.topologySpreadConstraints).toMatchObject([
      { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
      { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
    ]);
  });

  it('should leave replicas to the autoscaler, with explicit metric and behaviour', () => {
    expect(only(objects, 'Deployment').spec).not.toHaveProperty('replicas');
    expect(only(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [{ resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0 },
        scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
      },
    });
  });

  it('should render no autoscaler if scaled by others, and not select pods by additional labels', () => {
    const others = render((props) => ({ ...props, scaledBy: 'others' }));
    expect(others.some(({ kind }) => kind === 'HorizontalPodAutoscaler')).toBe(false);
    expect(pod.labels['app.kubernetes.io/component']).toBe('counter');
    expect(JSON.stringify(only(objects, 'Deployment').spec?.['selector'])).not.toContain('component');
  });

  it('should only allow clients to the public port, and scrapers to the metrics port', () => {
    expect(only(objects, 'Service').spec).toEqual({
      type: 'ClusterIP',
      ports: [{ name: 'http', port: 80, targetPort: 3000 }],
      selector: { 'app.kubernetes.io/name': 'tickets', 'app.kubernetes.io/part-of': 'kiosque' },
    });
    expect(only(objects, 'NetworkPolicy').spec?.['ingress']).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
            podSelector: { matchLabels: { app: 'traefik' } },
          },
          { ipBlock: { cidr: '10.225.0.0/24' } },
        ],
        ports: [{ port: 3000, protocol: 'TCP' }],
      },
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
  });

  it.each([
    ['azure', 'kube-system'],
    ['prometheus-operator', 'monitoring'],
  ] as const)('should allow the usual namespace of scrapers of %s', (monitoring, namespace) => {
    const usual = render(({ scrapers: _, ...props }) => ({ ...props, monitoring }));
    const [, metrics] = only(usual, 'NetworkPolicy').spec?.['ingress'] as { from: object[] }[];
    expect(metrics?.from).toEqual([
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
    ]);
  });

  it('should accept no connections without clients', () => {
    const closed = render(({ clients: _, ...props }) => ({ ...props, monitoring: 'none' }));
    expect(only(closed, 'NetworkPolicy').spec?.['ingress']).toEqual([]);
  });

  it('should only allow the given egress, and never the metadata endpoint of the node', () => {
    expect(only(objects, 'NetworkPolicy').spec?.['egress']).toEqual([
      {
        to: [
          { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } },
          { ipBlock: { cidr: '::/0', except: ['fd00:ec2::254/128'] } },
        ],
        ports: [{ port: 443, protocol: 'TCP' }],
      },
      {
        ports: [
          { port: 10000, protocol: 'TCP' },
          { port: 6379, protocol: 'TCP' },
        ],
      },
      {
        to: [
          {
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'redis', 'app.kubernetes.io/part-of': 'kiosque' } },
          },
        ],
        ports: [
          { port: 6379, protocol: 'TCP' },
          { port: 8500, endPort: 8599, protocol: 'TCP' },
        ],
      },
    ]);
    expect(
      only(
        render(({ egress: _, ...props }) => props),
        'NetworkPolicy',
      ).spec?.['egress'],
    ).toEqual([]);
  });

  it('should have no PodMonitor and no scraper ingress without monitoring', () => {
    const quiet = render((props) => ({ ...props, monitoring: 'none' }));
    expect(quiet.some(({ kind }) => kind === 'PodMonitor')).toBe(false);
    expect(only(quiet, 'NetworkPolicy').spec?.['ingress']).toHaveLength(1);
  });

  it('should be scraped by the Prometheus operator, or by AKS managed Prometheus with its three limits', () => {
    const spec = {
      selector: { matchLabels: { 'app.kubernetes.io/name': 'tickets', 'app.kubernetes.io/part-of': 'kiosque' } },
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: '30s' }],
    };
    const limits = { labelLimit: 63, labelNameLengthLimit: 511, labelValueLengthLimit: 1023 };
    const monitor = only(objects, 'PodMonitor');
    expect(monitor.apiVersion).toBe('monitoring.coreos.com/v1');
    expect(monitor.spec).toEqual(spec);
    const azure = only(
      render((props) => ({ ...props, monitoring: 'azure' })),
      'PodMonitor',
    );
    expect(azure.apiVersion).toBe('azmonitoring.coreos.com/v1');
    expect(azure.spec).toEqual({ ...spec, ...limits });
  });

  it('should render the same at any construct path', () => {
    const nested = synthesize((scope) => {
      const props = webServiceProps(scope);
      new WebService(new Construct(new Construct(scope, 'Some'), 'Where'), 'Else', props);
    });
    const sorted = (list: readonly KubernetesObject[]): string[] => list.map((object) => JSON.stringify(object)).sort();
    expect(sorted(nested)).toEqual(sorted(objects));
  });

  it.each<[string, Partial<WebServiceProps>, string]>([
    ['name', { name: 'Tickets' }, 'WebService "Tickets": name is "Tickets"; it must be at most 63 lower-case'],
    ['image', { image: { repository: 'x', digest: DIGEST } }, 'image.repository is "x"'],
    ['digest', { image: { repository: 'ghcr.io/a/b', digest: 'v1' } }, 'image.digest is "v1"; it must be sha256:'],
    ['replicas', { replicas: { minimum: 0, maximum: 2 } }, 'replicas.minimum is 0; it must be a whole number from 1'],
    [
      'range',
      { replicas: { minimum: 3, maximum: 2 } },
      'replicas.maximum is 2; it must be a whole number from 3 to 100',
    ],
    [
      'request above the limit',
      { resources: { cpu: { request: '2', limit: '1' }, memory: { request: '1Gi', limit: '1Gi' } } },
      'resources.cpu.request is "2"; it must be at most resources.cpu.limit (1)',
    ],
    [
      'unit',
      { resources: { cpu: { request: '1', limit: '1' }, memory: { request: '128M', limit: '1Gi' } } },
      'resources.memory.request is "128M"; it must be memory such as 256Mi or 2Gi',
    ],
    ['client id', { clientId: 'me' }, 'clientId is "me"; it must be a lower-case GUID'],
    ['priority class', { priorityClassName: 'High!' }, 'priorityClassName is "High!"'],
    ['path', { writable: { cache: { path: 'cache', size: '1Mi' } } }, 'writable.cache.path is "cache"'],
    ['size', { writable: { cache: { path: '/cache', size: '1' } } }, 'writable.cache.size is "1"'],
    ['egress', { egress: [{ to: 'internet', ports: [] }] }, 'egress[0].ports is []'],
    ['directory', { secretFiles: { keys: undefined as never } }, 'secretFiles is "keys"; it must be an absolute path'],
    ['subnet', { clients: [{ subnet: '0.0.0.0/0' }] }, 'clients[0].subnet is "0.0.0.0/0"; it must be an IPv4 subnet'],
    ['address', { clients: [{ subnet: '10.225.0.0' }] }, 'clients[0].subnet is "10.225.0.0"'],
    ['namespace', { clients: [{ namespace: 'Traefik' }] }, 'clients[0].namespace is "Traefik"'],
    [
      'label',
      { clients: [{ namespace: 'traefik', podLabels: {} }] },
      'clients[0].podLabels is {}; it must be at least',
    ],
    ['port', { egress: [{ to: 'internet', ports: [70_000] }] }, 'egress[0].ports is 70000'],
    ['flavour', { monitoring: 'datadog' as 'azure' }, 'monitoring is "datadog"; it must be one of azure, prometheus-'],
  ])('should reject an invalid %s', (_, wrong, message) => {
    expect(() => render((props) => ({ ...props, ...wrong }))).toThrow(message);
  });

  it('should report all invalid props at once', () => {
    const chart = new Chart(new App({ recordConstructMetadata: false }), 'chart');
    const props = { ...webServiceProps(chart), name: 'a b', clientId: 'me' };
    expect(() => new WebService(chart, 'Tickets', props)).toThrow(/name is.*\n.*clientId is/);
  });
});
