/** Constants shared by the service and the manifests that deploy it. */
export const CONTRACT = {
  /** Port of the API and the pages. */
  port: 3000,
  /** Port of `/metrics`, which no Ingress exposes. */
  managementPort: 9464,
  /** Liveness: the process responds. Checks no dependencies. */
  livenessPath: '/healthz',
  /** Readiness: 200 while something can be served (even stale), 503 otherwise and while draining. */
  readinessPath: '/readyz',
  /** Startup: 200 after the first load attempt of every collection. */
  startupPath: '/startupz',
  /** Prometheus exposition, on the management port. */
  metricsPath: '/metrics',
  /** Reserved first path segments, which no queue or collection can use. */
  reservedPaths: [
    'api',
    'assets',
    'blocklists',
    'changes',
    'devices',
    'docs',
    'healthz',
    'keys',
    'metrics',
    'openapi',
    'operations',
    'pair',
    'readyz',
    'security',
    'sign-in',
    'sign-out',
    'startupz',
  ],
  /** Names of the collections, which no queue can use either. */
  collections: ['events', 'faq', 'news'],
  /** The settings that are feature flags: each environment turns them on or off. */
  featureFlags: ['REDIS_AUTO_PIPELINING'],
  /** Seconds the service keeps serving requests after SIGTERM, while not ready, before it closes (SHUTDOWN_DRAIN_SECONDS). */
  drainSeconds: 5,
} as const;

/** The paths of the Kubernetes probes. */
export const PROBES: readonly string[] = [CONTRACT.livenessPath, CONTRACT.readinessPath, CONTRACT.startupPath];
