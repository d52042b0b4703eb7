/** The containers of pods; without `container` or with `POD`, cAdvisor reports sums and sandboxes. */
const CONTAINERS = '$scope, container!="", container!="POD"';

/** Pods that have ended, such as those of jobs, are still listed but occupy nothing. */
const OCCUPYING = 'and on (namespace, pod) (kube_pod_status_phase{$scope, phase=~"Pending|Running"} == 1)';

/** CPU in cores, by container. */
export const CPU = {
  used: `rate(container_cpu_usage_seconds_total{${CONTAINERS}}[$__rate_interval])`,
  requested: `kube_pod_container_resource_requests{$scope, resource="cpu"} ${OCCUPYING}`,
  limit: `kube_pod_container_resource_limits{$scope, resource="cpu"} ${OCCUPYING}`,
  quota: 'kube_resourcequota{$scope, type="hard", resource="requests.cpu"}',
} as const;

/** Memory in bytes, by container. */
export const MEMORY = {
  used: `container_memory_working_set_bytes{${CONTAINERS}}`,
  requested: `kube_pod_container_resource_requests{$scope, resource="memory"} ${OCCUPYING}`,
  limit: `kube_pod_container_resource_limits{$scope, resource="memory"} ${OCCUPYING}`,
  quota: 'kube_resourcequota{$scope, type="hard", resource="requests.memory"}',
} as const;
