/** What the service and the manifests that deploy it must agree on. */
export const CONTRACT = {
  /** Port of the API and the pages. */
  port: 3000,
  /** Port of `/metrics`, which no Ingress exposes. */
  managementPort: 9464,
  /** Alive: the process answers. Never touches a dependency. */
  livenessPath: '/healthz',
  /** Ready: 200 while something can be served (even stale), 503 otherwise and while draining. */
  readinessPath: '/readyz',
  /** Started: 200 once every collection had its first load attempt. */
  startupPath: '/startupz',
  /** Prometheus exposition, on the management port. */
  metricsPath: '/metrics',
  /** First segments of addresses that are taken: no queue or collection can be called so. */
  reservedPaths: ['api', 'assets', 'changes', 'docs', 'healthz', 'metrics', 'openapi', 'readyz', 'startupz'],
  /** Names of the collections, whose pages stand at the same place: no queue can be called so either. */
  collections: ['events', 'faq', 'news'],
  /** Seconds the service goes on answering after SIGTERM, not ready, before it closes (SHUTDOWN_DRAIN_SECONDS). */
  drainSeconds: 5,
} as const;
