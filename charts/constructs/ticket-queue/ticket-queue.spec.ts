import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { podTemplateOf } from '../../policy/kubernetes-object.ts';
import { schemaProblems } from '../../schemas/validate.ts';
import { only, synthesize } from '../../test/objects.ts';
import { webServiceProps } from '../../test/web-service.fixture.ts';
import { SecretReference } from '../secret-reference/secret-reference.ts';
import type { TicketQueueProps } from './ticket-queue.ts';
import { TicketQueue } from './ticket-queue.ts';

function render(change: Partial<TicketQueueProps> = {}): { objects: KubernetesObject[]; paths: readonly string[] } {
  let paths: readonly string[] = [];
  const objects = synthesize((scope) => {
    const { image, replicas, resources, priorityClassName } = webServiceProps(scope);
    const keys = new SecretReference(scope, 'Keys', {
      name: 'queue-keys',
      keys: { QUEUE_KEYS: 'queue-keys' },
      provider: { kind: 'manual' },
    });
    const settings = { REDIS_HOST: 'redis' };
    const props = {
      queue: 'rubis',
      image,
      replicas,
      resources,
      priorityClassName,
      keys,
      settings,
      egress: [],
      clients: [{ namespace: 'traefik' }],
      secretFiles: {
        '/etc/kiosque/redis-password': new SecretReference(scope, 'Password', {
          name: 'redis-password',
          keys: { REDIS_PASSWORD: 'redis-password' },
          provider: { kind: 'manual' },
        }),
      },
      ...change,
    };
    ({ paths } = new TicketQueue(scope, 'Queue', props));
  });
  return { objects, paths };
}

describe(TicketQueue.name, () => {
  const { objects, paths } = render();
  const named = objects.filter(({ metadata }) => metadata.name === 'queue-rubis');

  it('should be a web service that serves one queue under its paths', () => {
    expect(paths).toEqual(['/rubis', '/api/queues/rubis']);
    expect(only(named, 'ConfigMap')['data']).toEqual({
      FEATURES: 'ticket-queue',
      QUEUE_NAME: 'rubis',
      QUEUE_STORE: 'redis',
      QUEUE_KEYS_FILE: '/etc/kiosque/queue-keys/QUEUE_KEYS',
      REDIS_HOST: 'redis',
    });
  });

  it('should mount its keys and the Redis password as files, and have the label that Redis allows', () => {
    const pod = podTemplateOf(only(named, 'Deployment'));
    expect(pod?.spec.containers[0]?.volumeMounts).toEqual([
      { mountPath: '/etc/kiosque/redis-password', name: 'redis-password-files', readOnly: true },
      { mountPath: '/etc/kiosque/queue-keys', name: 'queue-keys-files', readOnly: true },
    ]);
    expect(pod?.spec.containers[0]?.envFrom).toEqual([{ configMapRef: { name: 'queue-rubis' } }]);
    expect(pod?.labels).toMatchObject({ 'app.kubernetes.io/component': 'ticket-queue' });
  });

  it('should scale by CPU or by queue length, never both', async () => {
    expect(only(named, 'HorizontalPodAutoscaler').spec).toMatchObject({ scaleTargetRef: { name: 'queue-rubis' } });
    const byLength = render({ scaling: 'queue-length' }).objects;
    expect(byLength.some(({ kind }) => kind === 'HorizontalPodAutoscaler')).toBe(false);
    const scaled = only(byLength, 'ScaledObject');
    expect(scaled.spec).toMatchObject({
      scaleTargetRef: { name: 'queue-rubis' },
      minReplicaCount: 2,
      maxReplicaCount: 6,
      triggers: [
        { type: 'metrics-api', metadata: { url: 'http://queue-rubis/api/queues/rubis', valueLocation: 'waiting' } },
      ],
    });
    expect(await schemaProblems(scaled)).toEqual([]);
    const peers = (of: readonly KubernetesObject[]) =>
      (only(of, 'NetworkPolicy').spec?.['ingress'] as { from: object[] }[])[0]?.from;
    const keda = (namespace: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      podSelector: { matchLabels: { app: 'keda-operator' } },
    });
    const [gateway] = peers(named) ?? [];
    expect(peers(named)).toHaveLength(1);
    expect(peers(byLength)).toEqual([gateway, keda('kube-system'), keda('keda')]);
    expect(await schemaProblems({ ...scaled, spec: { ...scaled.spec, replicas: 1 } })).not.toEqual([]);
  });

  it.each<[Partial<TicketQueueProps>, string]>([
    [{ queue: 'Rubis' }, 'TicketQueue "Rubis": queue is "Rubis"'],
    [{ queue: 'r'.repeat(33) }, 'it must be at most 32 characters, like QUEUE_NAME'],
    [{ scaling: 'both' as 'cpu' }, 'scaling is "both"; it must be one of cpu, queue-length'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render(wrong)).toThrow(message);
  });
});
