import { isDeepStrictEqual } from 'node:util';
import { App, Yaml } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { checkEnvironments } from './check-environment.ts';
import { ContentChart } from './content.chart.ts';
import type { Environment } from './environments/environment.ts';
import { ExposureChart } from './exposure.chart.ts';
import { GitOpsChart } from './git-ops.chart.ts';
import { ObservabilityChart } from './observability.chart.ts';
import type { KubernetesObject } from './policy/kubernetes-object.ts';
import { observabilityFiles } from './observability/observability-files.ts';
import { quotaOf } from './quota/quota.ts';
import { SecurityLogChart } from './security-log.chart.ts';
import { SecretsChart } from './secrets.chart.ts';
import { TenancyChart } from './tenancy.chart.ts';
import { TicketQueuesChart } from './ticket-queues.chart.ts';

/** Rendered manifests by path relative to `dist/`: `production/0200-content.k8s.yaml`. */
export type Manifests = ReadonlyMap<string, string>;

/**
 * Renders every environment to `<environment>/NNNN-<chart>.k8s.yaml`, applied in that order, and Argo CD's objects to
 * `argocd/`. A chart without objects (manually created Secrets) gets no file. Output is deterministic.
 *
 * @throws Error with each invalid property and its rule.
 */
export function render(environments: readonly Environment[]): Manifests {
  checkEnvironments(environments);
  const charts = environments.flatMap((environment) => renderEnvironment(environment));
  const argoCd = newApp();
  new GitOpsChart(argoCd, environments);
  const files = [...charts, ...renderApp('argocd', argoCd)].filter(({ objects }) => objects.length > 0);
  return new Map(files.map(({ path, objects }) => [path, yamlOf(objects, path)]));
}

/**
 * Returns everything that `dist/` contains: the manifests, and the files of `observability/`.
 *
 * @throws Error as `render` does.
 */
export function renderAll(environments: readonly Environment[]): Manifests {
  return new Map([...render(environments), ...observabilityFiles()]);
}

/** The rendered objects of a chart. */
interface RenderedChart {
  readonly path: string;
  readonly objects: readonly unknown[];
}

/** The tenancy chart comes first but is rendered last, because its quota depends on all other objects. */
function renderEnvironment(environment: Environment): RenderedChart[] {
  const charts = renderApp(environment.name, environmentApp(environment));
  const quota = quotaOf(environment, charts.flatMap(({ objects }) => objects) as KubernetesObject[]);
  const tenancy = newApp();
  new TenancyChart(tenancy, environment, quota);
  return [...renderApp(environment.name, tenancy), ...charts];
}

/** Returns everything in the namespace of one environment except the tenancy chart; file numbers leave gaps for new charts. */
export function environmentApp(environment: Environment): App {
  const app = newApp();
  const secrets = new SecretsChart(app, environment);
  const { content } = new ContentChart(app, environment, secrets);
  const { queues } = new TicketQueuesChart(app, environment, secrets);
  const { collector } = new SecurityLogChart(app, environment, secrets);
  new ObservabilityChart(app, environment, secrets);
  new ExposureChart(app, { environment, certificate: secrets.certificate, content, queues, collector });
  return app;
}

function newApp(): App {
  return new App({ recordConstructMetadata: false });
}

function renderApp(folder: string, app: App): RenderedChart[] {
  return app.charts.map((chart) => ({
    path: `${folder}/${chart.node.id}.k8s.yaml`,
    objects: chart.toJson() as unknown[],
  }));
}

/** cdk8s quotes strings that YAML 1.1 would read as another type, but not those that only YAML 1.2 does (`0o14`). */
function yamlOf(objects: readonly unknown[], path: string): string {
  const text = Yaml.stringify(...objects);
  if (isDeepStrictEqual(loadAll(text), objects)) return text;
  throw new Error(`${path}: it contains a string, such as 0o14, that YAML reads as a number; change the value.`);
}
