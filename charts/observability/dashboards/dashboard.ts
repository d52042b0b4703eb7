/** A Grafana dashboard about one environment, which its variable `namespace` selects. */
export interface DashboardDefinition {
  /** Kebab-case; its file, its ConfigMap and its uid (`kiosque-<name>`) are named after it. */
  readonly name: string;
  readonly title: string;
  /** What it answers, in one sentence. */
  readonly description: string;
  readonly rows: readonly Row[];
}

/** Panels side by side below a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A figure. */
export interface Panel {
  readonly title: string;
  /** What it shows and how to read it, in one or two sentences. */
  readonly description: string;
  /** A unit of Grafana: `s`, `reqps`, `bytes`, `percentunit`, `short`. */
  readonly unit: string;
  /** A single value instead of a graph. @default false */
  readonly isStat?: boolean;
  /** Columns of 24. @default 8 */
  readonly width?: number;
  readonly queries: readonly Query[];
  /** The alert whose runbook it links to. @default none */
  readonly alert?: string;
}

/** A query of Prometheus. */
export interface Query {
  /** PromQL, in which `$scope` stands for the matcher of the environment and `$__rate_interval` is Grafana's. */
  readonly expression: string;
  /** Name of each series: `{{queue}}`. */
  readonly legend: string;
  /** What someone does, or what happens, that changes its value; the spec of the dashboards does it. */
  readonly changedBy: Action;
}

/** What changes the value of a query. */
export type Action =
  /** Reading documents and pages. */
  | 'read'
  /** Publishing a document. */
  | 'publish'
  /** Requests that fail, because a pod has no storage. */
  | 'fail'
  /** Taking, calling and completing tickets. */
  | 'serve'
  /** Opening event streams, one more than a client may. */
  | 'follow'
  /** Running the jobs of a queue. */
  | 'run-jobs'
  /** Sending the log of an attack and of an attempt. */
  | 'send-logs'
  /** An outage of the Blob storage. */
  | 'lose-storage'
  /** Turning off the append-only file of Redis. */
  | 'configure-redis'
  /** An outage of Redis. */
  | 'lose-redis'
  /** The end of a pod. */
  | 'stop-pod'
  /** What the cluster reports about the namespace. */
  | 'change-cluster';

/** Returns the 50th, 95th and 99th percentile of a histogram, by the labels `by`. */
export function percentiles(bucket: string, by: readonly string[], changedBy: Action): readonly Query[] {
  return [0.5, 0.95, 0.99].map((quantile) => ({
    expression: `histogram_quantile(${String(quantile)}, sum by (${[...by, 'le'].join(', ')}) (rate(${bucket}[$__rate_interval])))`,
    legend: [...by.map((label) => `{{${label}}}`), `p${String(quantile * 100)}`].join(' '),
    changedBy,
  }));
}
