import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration, settingGroups } from '../../service/configuration.ts';
import { CONTRACT } from '../../service/contract.ts';
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
