/** Props of `Monitoring`. */
export interface MonitoringProps {
  /** Name of the PodMonitor: a DNS label. */
  readonly name: string;
  /** Labels of the pods to scrape. */
  readonly selector: Readonly<Record<string, string>>;
  /** Name of the container port that serves the metrics. */
  readonly port: string;
  /** Path of the Prometheus exposition. */
  readonly path: string;
  /** AKS managed Prometheus, or the Prometheus operator. */
  readonly flavour: 'azure' | 'prometheus-operator';
  /** Interval between scrapes, in Prometheus notation. @default '30s' */
  readonly interval?: string;
}
