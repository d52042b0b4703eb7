import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration, settingGroups } from '../../service/configuration.ts';
import { readSettings } from '../../service/config/settings.ts';
import { CONTRACT } from '../../service/contract.ts';
import { publishingSettings } from '../../service/security-log/publishing/publishing.config.ts';
import { readTargets } from '../../service/security-log/publishing/targets.ts';
import { TestApp } from '../../service/test/create-test-app.ts';
import type { Environment } from '../environments/environment.ts';
import { environments } from '../environments/environments.ts';
import { production } from '../environments/production.ts';
import { queues } from '../environments/queues.ts';
import { containersOf, podTemplateOf } from '../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { environmentApp, render } from '../render.ts';
import { SecretReference } from '../constructs/secret-reference/secret-reference.ts';
import { objectsOf } from './objects.ts';
import { collector } from './observability.fixture.ts';

/** The variables that the webhook of Microsoft Entra Workload ID sets in pods. */
const WEBHOOK = {
  AZURE_CLIENT_ID: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  AZURE_TENANT_ID: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  AZURE_FEDERATED_TOKEN_FILE: '/var/run/secrets/azure/tokens/azure-identity-token',
};

/** The variables of the first container of a workload, with a value for every key of its Secrets. */
function variablesOf(environment: Environment, workload: string): Record<string, string> {
  const objects = objectsOf(render([environment])).map(({ object }) => object);
  const made = objects.find(({ kind, metadata }) => `${kind} ${metadata.name}` === workload);
  const pod = podTemplateOf(made as KubernetesObject);
  const [container] = pod ? containersOf(pod.spec) : [];
  const maps = objects.filter(({ kind }) => kind === 'ConfigMap');
  const secrets = environmentApp(environment)
    .node.findAll()
    .filter((found) => found instanceof SecretReference);
  const sources = (container?.envFrom ?? []).map(({ configMapRef, secretRef }) => {
    const map = maps.find(({ metadata }) => metadata.name === configMapRef?.name)?.['data'];
    if (map !== undefined) return map as Record<string, string>;
    const secret = secrets.find(({ name }) => name === secretRef?.name);
    if (secret === undefined) throw new Error('a source of variables that is not rendered');
    return Object.fromEntries(Object.keys(secret.keys).map((key) => [key, 'UseDevelopmentStorage=true']));
  });
  const own = (container?.env ?? []).map(({ name, value }) => [name, value ?? ''] as const);
  return Object.assign({}, ...sources, Object.fromEntries(own)) as Record<string, string>;
}

describe('What the charts set and the service accepts', () => {
  it.each([
    ...environments.map((environment) => [environment.name, environment] as const),
    ['an environment that sends its logs to a collector', { ...production, logs: 'otlp', collector }] as const,
  ])('should match in %s: every name is a setting, every value is allowed', (_, environment) => {
    const variables = variablesOf(environment, 'Deployment content');
    const known = settingGroups().flatMap(({ settings }) => Object.keys(settings));
    expect(known).toEqual(expect.arrayContaining(Object.keys(variables)));
    const identity = environment.content.source === 'workload-identity' ? WEBHOOK : {};
    expect(readConfiguration({ ...variables, ...identity })).toMatchObject({
      HOST: '0.0.0.0',
      PORT: CONTRACT.port,
      MANAGEMENT_PORT: CONTRACT.managementPort,
      CONTENT_SOURCE: 'azure-blob',
      SHUTDOWN_DRAIN_SECONDS: CONTRACT.drainSeconds,
      FEATURES: ['content'],
    });
  });

  it.each(
    environments
      .filter(({ securityLog }) => securityLog?.publishing !== undefined)
      .map((each) => [each.name, each] as const),
  )('should match for the publisher of blocklists in %s, in its settings and its targets', (_, environment) => {
    const variables = variablesOf(environment, 'CronJob blocklist-publisher');
    expect(Object.keys(publishingSettings.settings)).toEqual(expect.arrayContaining(Object.keys(variables)));
    const config = readSettings([publishingSettings], variables);
    expect(config).toMatchObject({ BLOCKLIST_TARGETS_FILE: '/etc/kiosque/blocklist/TARGETS' });
    const objects = objectsOf(render([environment])).map(({ object }) => object);
    const files = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'blocklist-targets');
    const { TARGETS = '' } = files?.['data'] as Record<string, string>;
    const targets = readTargets(TARGETS);
    expect(targets.map(({ name }) => name)).toEqual(
      environment.securityLog?.publishing?.targets.map(({ name }) => name),
    );
    // Every file that is named is mounted.
    const job = objects.find(({ kind, metadata }) => kind === 'CronJob' && metadata.name === 'blocklist-publisher');
    const pod = podTemplateOf(job as KubernetesObject);
    const [container] = pod ? containersOf(pod.spec) : [];
    const mounted = (container?.volumeMounts ?? []).map(({ mountPath }) => mountPath);
    const named = [...Object.values(variables), ...targets.flatMap((target) => Object.values(target))]
      .filter((value) => typeof value === 'string' && value.startsWith('/'))
      .map((path) => dirname(path as string));
    expect(mounted).toEqual(expect.arrayContaining(named));
    const volumes = (pod?.spec.volumes ?? []).map(({ name }) => name);
    expect(volumes).toEqual([...new Set(volumes)]);
  });

  it.each(environments.map((environment) => [environment.name, environment] as const))(
    'should match for the queues and jobs of %s',
    (_, environment) => {
      const known = settingGroups().flatMap(({ settings }) => Object.keys(settings));
      for (const queue of queues) {
        const variables = variablesOf(environment, `Deployment queue-${queue}`);
        expect(known).toEqual(expect.arrayContaining(Object.keys(variables)));
        const config = readConfiguration({ ...variables, ...WEBHOOK });
        expect(config).toMatchObject({ FEATURES: ['ticket-queue'], QUEUE_NAME: queue, REDIS_HOST: 'redis' });
      }
      for (const job of ['queue-backup', 'queue-close-day']) {
        const variables = variablesOf(environment, `CronJob ${job}`);
        expect(known).toEqual(expect.arrayContaining(Object.keys(variables)));
        const config = readConfiguration({ ...variables, ...WEBHOOK });
        expect(config).toMatchObject({ QUEUE_STORE: 'redis', QUEUE_BACKUP_CONTAINER: 'queue-backups' });
      }
    },
  );
});

describe('The probes of the charts', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ files: { 'faq.json': '{"questions":[]}' } });
    await app.refresh();
  });
  afterAll(async () => {
    await app.close();
  });

  const [pod] = objectsOf(render(environments)).flatMap(({ object }) => podTemplateOf(object) ?? []);
  const [container] = pod?.spec.containers ?? [];

  it.each(['startupProbe', 'readinessProbe', 'livenessProbe'] as const)(
    'should request an existing path with %s',
    async (probe) => {
      const { path, port } = container?.[probe]?.httpGet ?? {};
      expect(port).toBe(CONTRACT.port);
      expect((await app.get(path ?? '')).status).toBe(200);
    },
  );

  it('should serve the metrics on the scraped path', async () => {
    const monitor = objectsOf(render(environments)).find(({ object }) => object.kind === 'PodMonitor');
    const [endpoint] = monitor?.object.spec?.['podMetricsEndpoints'] as { path: string; port: string }[];
    expect(container?.ports).toContainEqual({ name: endpoint?.port, containerPort: CONTRACT.managementPort });
    expect(endpoint?.path).toBe(CONTRACT.metricsPath);
    expect(await app.metrics()).toContain('kiosque_');
  });
});
