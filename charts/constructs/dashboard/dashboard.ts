import { ConfigMap } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { commonLabels } from '../labels.ts';
import { PropChecks } from '../prop-checks.ts';

/** Props of `Dashboard`. */
export interface DashboardProps {
  /** Name of the ConfigMap: a DNS label, such as `dashboard-overview`. */
  readonly name: string;
  /** The dashboard as JSON: an object with `uid`, `title` and `panels`, at most 900 kB. */
  readonly json: string;
}

/** A ConfigMap has at most 1 MiB (https://kubernetes.io/docs/concepts/configuration/configmap/). */
const MOST_BYTES = 900_000;

/**
 * A Grafana dashboard: a ConfigMap with the label `grafana_dashboard`, which the sidecar of Grafana's Helm chart loads
 * (https://github.com/grafana/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards).
 *
 * @throws Error if the name is invalid, or the JSON is not a dashboard or too large.
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    check(props);
    const { name, json } = props;
    new ConfigMap(this, 'ConfigMap', {
      metadata: { name, labels: { ...commonLabels(name), grafana_dashboard: '1' } },
      data: { [`${name}.json`]: json },
    });
  }
}

function check({ name, json }: DashboardProps): void {
  const bytes = Buffer.byteLength(json);
  new PropChecks(`Dashboard "${name}"`)
    .dnsLabel('name', name)
    .require(isDashboard(json), 'json', json.slice(0, 40), 'a JSON object with uid, title and panels')
    .require(bytes <= MOST_BYTES, 'json', `${String(bytes)} bytes`, `at most ${String(MOST_BYTES)} bytes`)
    .verify();
}

function isDashboard(json: string): boolean {
  try {
    const { uid, title, panels } = JSON.parse(json) as { uid?: unknown; title?: unknown; panels?: unknown };
    return typeof uid === 'string' && typeof title === 'string' && Array.isArray(panels);
  } catch {
    return false;
  }
}
