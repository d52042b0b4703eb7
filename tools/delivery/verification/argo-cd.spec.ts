import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../service/test/eventually.ts';
import { PrometheusServer } from '../../../service/test/prometheus.ts';
import type { Ended } from '../../../service/test/run-command.ts';
import { ServiceProcess } from '../../../service/test/service-process.ts';
import { WebhookSink } from '../../../service/test/webhook-sink.ts';
import { resourceNamed } from '../../test/cluster/api-resources.ts';
import type { ApiResource } from '../../test/cluster/api-resources.ts';
import { ApiServer } from '../../test/cluster/api-server.ts';
import type { Stored } from '../../test/cluster/store.ts';
import { digestOf, ScratchMain } from '../../test/delivery/scratch-main.ts';

// Every test runs about twenty programs.
jest.setTimeout(180_000);

const REGISTRY = 'kiosque.azurecr.io/kiosque';
const [APPLICATIONS, PODS, NAMESPACES] = [
  resourceNamed('argoproj.io/v1alpha1', 'applications'),
  resourceNamed('v1', 'pods'),
  resourceNamed('v1', 'namespaces'),
] as [ApiResource, ApiResource, ApiResource];

/** A window of production, closed now: it opens in two hours, for one minute. */
const closed = (): string => {
  const time = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  return `from: '${time(120)}', to: '${time(121)}', timeZone: 'UTC' }`;
};

/** Argo CD's part is played by the spec: it sets the status of Applications that the real kubectl reads and changes. */
describe('verify', () => {
  let kubectl: string;
  let service: ServiceProcess;
  let url: string;
  let prometheus: PrometheusServer;
  let lost = 0;
  const metrics = createServer((_, response) => {
    const labels = 'namespace="kiosque-qualification",container="content"';
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`kiosque_audit_entries_lost_total{${labels}} ${String(lost)}\n`);
  });
  let scratch: ScratchMain;
  let api: ApiServer;
  let webhook: WebhookSink;

  beforeAll(async () => {
    kubectl = execFileSync('.ci/ensure-kubectl', { encoding: 'utf8' }).trim();
    const production = 'charts/environments/production.ts';
    scratch = await ScratchMain.create([
      [
        production,
        /days: \[.*\]/,
        "days: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']",
      ],
      [production, /from: '18:00',[^}]*}/, closed()],
      [
        'charts/environments/development.ts',
        "  sync: 'automatic',",
        `  sync: 'automatic',
  deploymentTimes: {
    windows: [{ days: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'], ${closed()}],
    ...{ maximumWaiting: 0, maximumRequestsPerSecond: 1, patienceMinutes: 0 },
  },`,
      ],
    ]);
    ({ service, url } = await ServiceProcess.start({ QUEUE_NAME: 'rubis' }));
    await once(metrics.listen(0, '127.0.0.1'), 'listening');
    const target = `127.0.0.1:${String((metrics.address() as AddressInfo).port)}`;
    prometheus = await PrometheusServer.start({
      global: { scrape_interval: '1s' },
      scrape_configs: [{ job_name: 'test', honor_labels: true, static_configs: [{ targets: [target] }] }],
    });
    await eventually(async () => {
      expect((await fetch(`${url}/startupz`)).status).toBe(200);
      expect(await prometheus.query('kiosque_audit_entries_lost_total')).toHaveLength(1);
    });
  }, 120_000);
  afterAll(async () => {
    scratch.remove();
    metrics.closeAllConnections();
    metrics.close();
    await Promise.all([service.end('SIGKILL'), prometheus.stop()]);
  });

  beforeEach(async () => {
    api = await ApiServer.start(() => true);
    webhook = await WebhookSink.start();
    await scratch.reset();
    scratch.useCluster(kubectl, api.url);
    const own = { MATTERMOST_WEBHOOK: webhook.url('x'), PROMETHEUS_URL: prometheus.url, NOTIFICATIONS_ATTEMPTS: '1' };
    Object.assign(scratch.variables, own);
    api.store.put(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd', uid: '' } });
  });
  afterEach(async () => {
    await Promise.all([api.stop(), webhook.stop()]);
  });

  const nameOf = (environment: string): string => `kiosque-${environment}`;
  const application = (environment: string): Stored => {
    const found = api.store.get(APPLICATIONS, 'argocd', nameOf(environment));
    if (found === undefined) throw new Error(`no Application of ${environment}`);
    return found;
  };
  /** What Argo CD reports about an environment, and the pods that run there. */
  const report = (environment: string, status: object, digit = 'a'): void => {
    const metadata = { name: nameOf(environment), namespace: 'argocd', uid: '' };
    const spec = { project: 'kiosque', destination: {}, syncPolicy: { syncOptions: ['ServerSideApply=true'] } };
    const { operation, status: old } = (api.store.get(APPLICATIONS, 'argocd', metadata.name) ?? {}) as Partial<Stored>;
    const rest = { spec, ...(operation !== undefined && { operation }), status: { ...old, ...status } };
    api.store.put(APPLICATIONS, { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, ...rest });
    const repository = environment === 'development' ? 'ghcr.io/kiosque/kiosque' : REGISTRY;
    const image = `${repository}@${digestOf(digit)}`;
    const pod = {
      metadata: { name: 'content-x', namespace: nameOf(environment), uid: '' },
      spec: { containers: [{ image }] },
    };
    api.store.put(PODS, { apiVersion: 'v1', kind: 'Pod', ...pod });
  };
  const healthy = (revision: string): object => ({
    sync: { status: 'Synced', revision },
    health: { status: 'Healthy' },
    operationState: { phase: 'Succeeded', startedAt: '2026-01-01T00:00:00Z', syncResult: { revision } },
  });
  const verify = async (environment: string, ...args: string[]): Promise<Ended> => {
    const clone = await scratch.clone(environment);
    return scratch.script(clone, 'verify', environment, '--url', url, '--alert-minutes', '0.02', ...args);
  };
  const isOfApplication = (request: string): boolean =>
    request.endsWith('/namespaces/argocd/applications/kiosque-qualification');
  const reverted = async (): Promise<boolean> => (await scratch.subjects())[0]?.startsWith('revert(') === true;

  /** Waits until a sync is started, and reports its success. */
  const syncs = (environment: string, digit = 'a'): Promise<void> =>
    eventually(() => {
      const { operation } = application(environment) as { operation?: { sync: { revision: string } } };
      if (operation === undefined) throw new Error('no sync was started');
      const operationState = { phase: 'Succeeded', startedAt: '2026-01-02T00:00:00Z' };
      report(environment, { ...healthy(operation.sync.revision), operationState }, digit);
    }, 100_000);

  it('should wait until Argo CD has synced the promotion and it is Healthy', async () => {
    const before = await scratch.git(scratch.main, 'rev-parse', 'main');
    const promotion = await scratch.promote('qualification', 'a', REGISTRY);
    report('qualification', healthy(before), '0');
    const ended = verify('qualification');
    // Deciding whether a sync is needed takes the first request, waiting the others.
    await eventually(() => expect(api.requests.filter(isOfApplication).length).toBeGreaterThanOrEqual(2), 30_000);
    report('qualification', healthy(promotion));
    expect(await ended).toMatchObject({ code: 0, stdout: expect.stringContaining('qualification is in order') });
    expect([webhook.posts, application('qualification')['operation']]).toEqual([[], undefined]);
  });

  it.each([
    [
      'health',
      { health: { status: 'Degraded', message: 'x' } },
      'the Application kiosque-qualification: it is Degraded: x',
    ],
    [
      'sync',
      { sync: { status: 'OutOfSync', revision: 'HEAD' }, operationState: { phase: 'Failed', message: 'no quota' } },
      'its sync ended with Failed: no quota',
    ],
    ['deadline', { sync: { status: 'OutOfSync', revision: 'HEAD' } }, 'after 0.6 s it is OutOfSync, health Healthy'],
    ['running image', {}, `the pod content-x runs ${REGISTRY}@${digestOf('0')}, not the promoted digest`],
  ])(
    'should revert a promotion that fails its %s check, and have Argo CD sync the revert',
    async (check, wrong, reason) => {
      const promotion = await scratch.promote('qualification', 'a', REGISTRY);
      const { operationState, ...others } = wrong as Record<string, object>;
      const operation = { startedAt: '2026-01-01T00:00:00Z', syncResult: { revision: promotion }, phase: 'Succeeded' };
      const status = { ...healthy(promotion), ...others, operationState: { ...operation, ...operationState } };
      report('qualification', JSON.parse(JSON.stringify(status).replaceAll('HEAD', promotion)) as object, '0');
      const { code, stderr } = await verify('qualification', '--deadline-minutes', '0.01');
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`failed its ${check} check: `) });
      expect(stderr).toContain(reason);
      expect(await reverted()).toBe(true);
      const commit = await scratch.git(scratch.main, 'rev-parse', 'main');
      expect(application('qualification')['operation']).toEqual({
        initiatedBy: { username: 'kiosque-verify' },
        sync: { revision: commit, prune: true, syncOptions: ['ServerSideApply=true'] },
      });
      expect(webhook.posts).toHaveLength(1);
      expect(webhook.posts[0]?.text).toContain('Argo CD was asked to sync the revert');
    },
  );

  it('should revert a promotion after which a critical alert fires, but not for one that fired before', async () => {
    const promotion = await scratch.promote('qualification', 'a', REGISTRY);
    const startedAt = new Date().toISOString();
    report('qualification', { ...healthy(promotion), operationState: { phase: 'Succeeded', startedAt } });
    const watching = verify('qualification', '--alert-minutes', '0.1');
    // The last check before the alerts are watched reads the pods.
    await eventually(() => expect(api.requests.some((request) => request.endsWith('/pods'))).toBe(true), 30_000);
    lost += 1;
    const { code, stderr } = await watching;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        'failed its critical alerts check: KiosqueAuditEntriesLost (container=content, namespace=kiosque-qualification) fires',
      ),
    });
    expect(await reverted()).toBe(true);

    const again = await scratch.promote('qualification', 'b', REGISTRY);
    report(
      'qualification',
      { ...healthy(again), operationState: { phase: 'Succeeded', startedAt: new Date().toISOString() } },
      'b',
    );
    expect(await verify('qualification')).toMatchObject({ code: 0 });
    expect(webhook.posts).toHaveLength(1);
  }, 120_000);

  it('should revert nothing if Prometheus or the cluster does not respond, and say so', async () => {
    const promotion = await scratch.promote('qualification', 'a', REGISTRY);
    report('qualification', healthy(promotion));
    Object.assign(scratch.variables, { PROMETHEUS_URL: 'http://127.0.0.1:9' });
    expect(await verify('qualification')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(
        'critical alerts cannot be watched: Prometheus (PROMETHEUS_URL) does not respond',
      ),
    });
    expect(webhook.posts[0]?.text).toContain('could not be verified; it was not rolled back');
    api.store.delete(APPLICATIONS, 'argocd', 'kiosque-qualification');
    api.requests.length = 0;
    expect(await verify('qualification')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/kubectl cannot read applications.argoproj.io kiosque-qualification .*not found/),
    });
    expect(api.requests.filter(isOfApplication)).toHaveLength(1);
    expect(await reverted()).toBe(false);
  });

  it('should not start a sync of production outside its windows, except with a reason, which is recorded on main', async () => {
    const before = await scratch.git(scratch.main, 'rev-parse', 'main');
    await scratch.promote('production', 'a', REGISTRY);
    report('production', healthy(before));
    const { code, stderr } = await verify('production', '--patience-minutes', '0');
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringMatching(
        /^production should not be deployed to now: its sync window is closed until \w{3} [\d-]+ [\d:]+ \(UTC\)\nRun "npm run verify -- production" later, or with --override "<reason>".\n$/,
      ),
    });
    expect(application('production')['operation']).toBeUndefined();
    expect(await scratch.subjects()).toHaveLength(2);

    const synced = syncs('production');
    expect(await verify('production', '--override', 'the  booth of\nthe council opens')).toMatchObject({ code: 0 });
    await synced;
    const [subject, ...trailers] = (await scratch.git(scratch.main, 'log', '-1', '--format=%s%n%b', 'main')).split(
      '\n',
    );
    expect(subject).toBe('chore(production): deploy in spite of activity');
    expect(trailers.join('\n')).toMatch(
      /^Deploys-in-spite-of: production should not be deployed to now: .*\nOverride-reason: the booth of the council opens$/,
    );
  });

  it('should not wait for an automatic sync outside the windows, but sync a rollback at any time', async () => {
    const before = await scratch.git(scratch.main, 'rev-parse', 'main');
    await scratch.promote('development', 'a', 'ghcr.io/kiosque/kiosque');
    report('development', healthy(before), '0');
    expect(await verify('development')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Argo CD does not sync development now: its sync window is closed until'),
    });
    expect(application('development')['operation']).toBeUndefined();

    const clone = await scratch.clone('by-hand');
    expect(await scratch.script(clone, 'push-rollback', 'development')).toMatchObject({ code: 0 });
    const synced = syncs('development', '0');
    expect(await verify('development')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('started a sync of kiosque-development'),
    });
    await synced;
  });
});
