import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { podTemplateOf } from '../../policy/kubernetes-object.ts';
import { only, synthesize } from '../../test/objects.ts';
import { DIGEST, ID } from '../../test/web-service.fixture.ts';
import { SecretReference } from '../secret-reference/secret-reference.ts';
import { Configuration } from '../configuration/configuration.ts';
import type { ScheduledJobProps } from './scheduled-job.ts';
import { ScheduledJob } from './scheduled-job.ts';

function render(change: Partial<ScheduledJobProps> = {}): KubernetesObject[] {
  return synthesize((scope) => {
    new ScheduledJob(scope, 'Job', {
      name: 'queue-backup',
      image: { repository: 'ghcr.io/kiosque/kiosque', digest: DIGEST },
      command: ['build/ticket-queue/command.js', 'backup'],
      schedule: '*/15 0-23 * * 1,5',
      timeZone: 'Europe/Paris',
      resources: { cpu: { request: '100m', limit: '1' }, memory: { request: '128Mi', limit: '1Gi' } },
      configuration: new Configuration(scope, 'Configuration', { name: 'jobs', data: { LOG_LEVEL: 'info' } }),
      clientId: ID,
      podLabels: { 'app.kubernetes.io/component': 'ticket-queue' },
      egress: [{ to: { pods: 'redis' }, ports: [6379] }],
      secretFiles: {
        '/etc/kiosque/redis-password': new SecretReference(scope, 'Password', {
          name: 'redis-password',
          keys: { REDIS_PASSWORD: 'redis-password' },
          provider: { kind: 'manual' },
        }),
      },
      ...change,
    });
  });
}

describe(ScheduledJob.name, () => {
  const objects = render();
  const job = only(objects, 'CronJob');

  it('should never overlap, and have a deadline and a TTL', () => {
    expect(job.spec).toMatchObject({
      schedule: '*/15 0-23 * * 1,5',
      timeZone: 'Europe/Paris',
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: { backoffLimit: 2, activeDeadlineSeconds: 600, ttlSecondsAfterFinished: 86_400 } },
    });
  });

  it('should run the command with its identity, and only allow its egress', () => {
    const pod = podTemplateOf(job);
    expect(pod?.spec).toMatchObject({ restartPolicy: 'Never', serviceAccountName: 'queue-backup' });
    expect(pod?.labels).toMatchObject({
      'azure.workload.identity/use': 'true',
      'app.kubernetes.io/component': 'ticket-queue',
    });
    expect(pod?.spec.containers[0]?.command).toEqual([
      '/usr/local/bin/node',
      'build/ticket-queue/command.js',
      'backup',
    ]);
    expect(only(objects, 'ServiceAccount').metadata.annotations).toEqual({ 'azure.workload.identity/client-id': ID });
    const policy = only(objects, 'NetworkPolicy').spec;
    expect(policy?.['ingress']).toBeUndefined();
    expect(policy?.['egress']).toMatchObject([{ ports: [{ port: 6379 }] }]);
  });

  it('should mount Secrets as files with mode 0440', () => {
    const pod = podTemplateOf(job);
    expect(pod?.spec.volumes).toEqual([
      { name: 'redis-password-files', secret: { secretName: 'redis-password', defaultMode: 0o440 } },
    ]);
    expect(pod?.spec.containers[0]?.volumeMounts).toEqual([
      { name: 'redis-password-files', mountPath: '/etc/kiosque/redis-password', readOnly: true },
    ]);
  });

  it.each<[Partial<ScheduledJobProps>, string]>([
    [{ name: 'x'.repeat(53) }, 'it must be at most 52 characters: Job names append a timestamp'],
    [{ schedule: 'daily' }, 'schedule is "daily"; it must be a cron expression of five fields'],
    [
      { schedule: '99 99 * * *' },
      'schedule is "99 99 * * *"; it must be a cron expression of five fields that matches an existing date',
    ],
    [{ command: [] }, 'command is []; it must be a script and its arguments'],
    [{ clientId: 'me' }, 'clientId is "me"; it must be a lower-case GUID'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render(wrong)).toThrow(message);
  });
});
