/** What a `Monitoring` is made of. */
export interface MonitoringProps {
  /** Name of the PodMonitor: a DNS label. */
  readonly name: string;
  /** Labels of the pods to scrape. */
  readonly selector: Readonly<Record<string, string>>;
  /** Name of the container port that answers the metrics path. */
  readonly port: string;
  /** Path of the Prometheus exposition. */
  readonly path: string;
  /** AKS managed Prometheus, or the Prometheus operator. */
  readonly flavour: 'azure' | 'prometheus-operator';
  /** Time between two scrapes, as Prometheus writes it. @default '30s' */
  readonly interval?: string;
}
