import { isDeepStrictEqual } from 'node:util';
import { App, Yaml } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { checkEnvironments } from './check-environment.ts';
import type { SecretReference } from './constructs/secret-reference/secret-reference.ts';
import { ContentChart } from './content.chart.ts';
import type { Environment } from './environments/environment.ts';
import { ExposureChart } from './exposure.chart.ts';
import { GitOpsChart } from './git-ops.chart.ts';
import { SecretsChart } from './secrets.chart.ts';
import { TenancyChart } from './tenancy.chart.ts';
import { TicketQueuesChart } from './ticket-queues.chart.ts';

/** Folder of what Argo CD itself is given. */
const ARGO_CD = 'argocd';

/** Rendered manifests by their path below `dist/`: `production/0200-content.k8s.yaml`. */
export type Manifests = ReadonlyMap<string, string>;

/**
 * Renders every environment to `<environment>/NNNN-<chart>.k8s.yaml`, in whose order they apply, and Argo CD's
 * objects to `argocd/`. The same environments give the same bytes, wherever and whenever.
 *
 * @throws Error naming what breaks which rule.
 */
export function render(environments: readonly Environment[]): Manifests {
  checkEnvironments(environments);
  const manifests = new Map<string, string>();
  for (const environment of environments) addCharts(manifests, environment.name, environmentApp(environment));
  const argoCd = newApp();
  new GitOpsChart(argoCd, environments);
  addCharts(manifests, ARGO_CD, argoCd);
  return manifests;
}

/** The charts of one environment; the numbers of their files leave room between them. */
export function environmentApp(environment: Environment): App {
  const app = newApp();
  const { priorityClassName } = new TenancyChart(app, environment);
  const secrets = new SecretsChart(app, environment);
  const { content } = new ContentChart(app, {
    environment,
    priorityClassName,
    secrets: secretsOfContent(environment, secrets),
  });
  const { queues } = new TicketQueuesChart(app, {
    environment,
    priorityClassName,
    redisPassword: secrets.redisPassword,
    keys: secrets.queueKeys,
    storage: secrets.contentStorage,
  });
  new ExposureChart(app, { environment, certificate: secrets.certificate, content, queues });
  return app;
}

/** With the CSI driver, the certificate is written while some pod mounts it: this one does. */
function secretsOfContent({ secrets }: Environment, { certificate, contentStorage }: SecretsChart): SecretReference[] {
  return [...(contentStorage ? [contentStorage] : []), ...(secrets === 'key-vault-csi' ? [certificate] : [])];
}

function newApp(): App {
  return new App({ recordConstructMetadata: false });
}

/** A chart without objects (Secrets that are made by hand) gets no file. */
function addCharts(manifests: Map<string, string>, folder: string, app: App): void {
  for (const chart of app.charts) {
    const objects = chart.toJson() as unknown[];
    if (objects.length > 0) manifests.set(`${folder}/${chart.node.id}.k8s.yaml`, yamlOf(objects, chart.node.id));
  }
}

/** cdk8s quotes what YAML 1.1 takes for something else than text; what only YAML 1.2 does (`0o14`) it forgets. */
function yamlOf(objects: readonly unknown[], chart: string): string {
  const text = Yaml.stringify(...objects);
  if (isDeepStrictEqual(loadAll(text), objects)) return text;
  throw new Error(`chart "${chart}": a text in it, such as 0o14, would be read back as a number; change the value.`);
}
