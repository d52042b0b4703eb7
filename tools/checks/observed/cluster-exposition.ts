const MEBIBYTE = 2 ** 20;

/** What kube-state-metrics, the kubelet, cAdvisor and cert-manager report about a namespace, as far as alerts and dashboards use it. */
export class ClusterExposition {
  readonly #namespace: string;
  readonly #containers: readonly string[];
  readonly #start = Date.now();
  /** Everything that is reported is multiplied by it. */
  #factor = 1;

  constructor(namespace: string, containers: readonly string[]) {
    this.#namespace = namespace;
    this.#containers = containers;
  }

  /** Changes every reported value. */
  change(): void {
    this.#factor += 1;
  }

  text(): string {
    return (
      [...this.#containers.flatMap((container) => this.#container(container)), ...this.#others()].join('\n') + '\n'
    );
  }

  #line(name: string, value: number, labels: Record<string, string>): string {
    const all = Object.entries({ namespace: this.#namespace, ...labels });
    return `${name}{${all.map(([label, text]) => `${label}="${text}"`).join(',')}} ${String(value)}`;
  }

  #container(container: string): string[] {
    const factor = this.#factor;
    const pod = `${container}-1`;
    const resources = (name: string, cpu: number, memory: number): string[] => [
      this.#line(name, cpu * factor, { container, pod, resource: 'cpu', unit: 'core' }),
      this.#line(name, memory * MEBIBYTE * factor, { container, pod, resource: 'memory', unit: 'byte' }),
    ];
    const seconds = (Date.now() - this.#start) / 1000;
    return [
      this.#line('container_cpu_usage_seconds_total', 0.1 * seconds * factor, { container, pod, cpu: 'total' }),
      // cAdvisor also reports the whole pod, without a container.
      this.#line('container_cpu_usage_seconds_total', 0.1 * seconds * factor, { pod, cpu: 'total' }),
      this.#line('container_memory_working_set_bytes', 100 * MEBIBYTE * factor, { container, pod }),
      ...resources('kube_pod_container_resource_requests', 0.25, 256),
      ...resources('kube_pod_container_resource_limits', 1, 512),
      this.#line('kube_pod_status_phase', 1, { pod, phase: 'Running' }),
      this.#line('kube_pod_status_phase', 0, { pod, phase: 'Pending' }),
      this.#line('kube_pod_container_status_restarts_total', factor, { container, pod }),
      this.#autoscaler('status_current_replicas', container, 2 * factor),
      this.#autoscaler('spec_max_replicas', container, 4 * factor),
    ];
  }

  #autoscaler(name: string, container: string, value: number): string {
    return this.#line(`kube_horizontalpodautoscaler_${name}`, value, { horizontalpodautoscaler: container });
  }

  #others(): string[] {
    const factor = this.#factor;
    const quota = (resource: string, hard: number): string[] => [
      this.#line('kube_resourcequota', hard * factor, { resourcequota: 'namespace', resource, type: 'hard' }),
      this.#line('kube_resourcequota', factor, { resourcequota: 'namespace', resource, type: 'used' }),
    ];
    const publisher = { cronjob: 'blocklist-publisher' };
    const volume = { persistentvolumeclaim: 'data-redis-0' };
    return [
      ...quota('requests.cpu', 20 + factor),
      ...quota('requests.memory', 20 + factor),
      ...quota('services.nodeports', 0),
      this.#line('kubelet_volume_stats_used_bytes', factor, volume),
      this.#line('kubelet_volume_stats_capacity_bytes', 10, volume),
      this.#line('kube_job_failed', factor, { job_name: 'queue-backup-1', condition: 'true' }),
      this.#line('kube_cronjob_created', 1, publisher),
      this.#line('kube_cronjob_status_last_successful_time', Date.now() / 1000, publisher),
      this.#line('certmanager_certificate_expiration_timestamp_seconds', Date.now() / 1000 + 1e6 * factor, {
        name: 'certificate',
      }),
    ];
  }
}
