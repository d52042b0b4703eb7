import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrometheusServer } from '../../../service/test/prometheus.ts';
import { WebhookSink } from '../../../service/test/webhook-sink.ts';
import { ApiServer } from '../cluster/api-server.ts';
import { digestIn, RunningVersions } from './running-versions.ts';
import type { ScratchDelivery } from './scratch-delivery.ts';
import type { JobEnded, WorkflowRun } from './workflow-run.ts';

const VERIFY = '.github/workflows/verify.yml';
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const AZ = `#!/bin/sh
case "$*" in
  'acr login --name kiosque') ;;
  'aks get-credentials --name kiosque --resource-group kiosque')
    mkdir -p "$HOME/.kube" && cp "$HOME/kubeconfig" "$HOME/.kube/config" ;;
  *) echo "unrecognized arguments: $*" >&2; exit 2 ;;
esac
`;
const KUBELOGIN = `#!/bin/sh
[ "$*" = 'convert-kubeconfig --login azurecli' ] || { echo "unknown flag: $*" >&2; exit 1; }
`;

/**
 * The cluster that the environments of a scratch delivery run in, with kubectl's API, the service in two versions, Prometheus, and the
 * team's channel.
 */
export class DeployedEnvironments {
  readonly cluster: ApiServer;
  readonly webhook: WebhookSink;
  readonly #versions: RunningVersions;
  readonly #prometheus: PrometheusServer;

  private constructor(
    cluster: ApiServer,
    webhook: WebhookSink,
    versions: RunningVersions,
    prometheus: PrometheusServer,
  ) {
    [this.cluster, this.webhook, this.#versions, this.#prometheus] = [cluster, webhook, versions, prometheus];
  }

  /** @param bad - digests of images that respond without documents. */
  static async start(delivery: ScratchDelivery, bad: readonly string[]): Promise<DeployedEnvironments> {
    const environments = new DeployedEnvironments(
      await ApiServer.start(() => true),
      await WebhookSink.start(),
      await RunningVersions.start(bad),
      await PrometheusServer.start({ global: { scrape_interval: '1s' } }),
    );
    await environments.#prepare(delivery);
    return environments;
  }

  /** Changes main: one queue, no window of production that is open today, and addresses and times of a test for verify.yml. */
  async #prepare(delivery: ScratchDelivery): Promise<void> {
    const kubectl = execFileSync('.ci/ensure-kubectl', { encoding: 'utf8' }).trim();
    delivery.program('kubectl', `#!/bin/sh\nexec ${kubectl} "$@"\n`);
    delivery.program('az', AZ);
    delivery.program('kubelogin', KUBELOGIN);
    const cluster = { clusters: [{ name: 'test', cluster: { server: this.cluster.url } }] };
    const context = { contexts: [{ name: 'test', context: { cluster: 'test', user: '' } }], 'current-context': 'test' };
    const config = JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...cluster, ...context });
    writeFileSync(join(delivery.directory, 'kubeconfig'), config);
    for (const environment of ['qualification', 'production']) {
      const address = await this.#versions.address(() => this.cluster, `kiosque-${environment}`);
      writeFileSync(join(delivery.directory, `address-${environment}`), address);
    }
    const later = DAYS[new Date(Date.now() + 3 * 86_400_000).getUTCDay()] ?? '';
    for (const [file, find, replacement] of [
      ['charts/environments/queues.ts', /= \[.*\]/, "= ['rubis']"],
      ['charts/environments/production.ts', /days: \[.*\]/, `days: ['${later}']`],
      ['charts/environments/production.ts', /patienceMinutes: \d+/, 'patienceMinutes: 0'],
      [VERIFY, '--with', '--url "$(cat "$HOME/address-$ENVIRONMENT")" --alert-minutes 0.05 --with'],
    ] as const) {
      const text = readFileSync(join(delivery.checkout, file), 'utf8');
      if (text.replace(find, '') === text) throw new Error(`${file} does not contain ${String(find)}`);
      delivery.write(file, text.replace(find, replacement));
    }
    const { code, stderr } = await delivery.run(process.execPath, ['charts/main.ts']);
    if (code !== 0) throw new Error(stderr);
    delivery.push('feat(charts): adapt the environments');
  }

  /** The digest of the content service that an environment runs. */
  digest(environment: string): string {
    return digestIn(this.cluster, `kiosque-${environment}`);
  }

  /** Runs verify.yml for the environments that it finds, which it prints: the given one, or those that a push has changed. */
  async verify(
    run: WorkflowRun,
    given: { readonly environment: string } | { readonly before: string },
    override = '',
  ): Promise<JobEnded & { readonly names: readonly string[] }> {
    const inputs = {
      'inputs.environment': 'environment' in given ? given.environment : '',
      'github.event.before': 'before' in given ? given.before : '',
    };
    const { outputs } = await run.job('verify.yml', 'environments', inputs);
    const names = JSON.parse(outputs['names.names'] ?? '[]') as string[];
    const [environment = ''] = names;
    const ended = await run.job('verify.yml', 'verify', {
      ...this.#context,
      'inputs.override': override,
      'matrix.environment': environment,
    });
    return { ...ended, names };
  }

  get #context(): Readonly<Record<string, string>> {
    const azure = ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_ID'];
    const mail = ['SMTP_HOST', 'SMTP_USERNAME', 'MAIL_FROM', 'MAIL_TO'];
    return {
      ...Object.fromEntries([...azure, ...mail].map((name) => [`vars.${name}`, ''])),
      'inputs.deployed-by': '',
      'vars.DEPLOYED_BY': 'kubectl',
      'vars.AKS_NAME': 'kiosque',
      'vars.AKS_RESOURCE_GROUP': 'kiosque',
      'vars.PROMETHEUS_URL': this.#prometheus.url,
      'secrets.KUBECONFIG': '',
      'secrets.ACTIVITY_KEY': '',
      'secrets.QUEUE_KEY': '',
      'secrets.SMTP_PASSWORD': '',
      'secrets.MATTERMOST_WEBHOOK': this.webhook.url('secret-name'),
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.cluster.stop(), this.webhook.stop(), this.#prometheus.stop()]);
    await this.#versions.stop();
  }
}
