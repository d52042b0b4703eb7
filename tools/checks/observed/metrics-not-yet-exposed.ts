/**
 * Metrics that queries use and the service does not expose yet. When it does, the spec says so: delete this file and the
 * lines that import it.
 */

/** Samples by container, with their labels. The values of `_total`, `_bucket` and `_count` rise; others change. */
const CONTENT = [
  'kiosque_content_changed_timestamp_seconds{collection="faq"}',
  'kiosque_dependency_duration_seconds{dependency="azure-blob",operation="content.read",outcome="ok"}',
  'kiosque_dependency_duration_seconds{dependency="azure-blob",operation="content.read",outcome="error"}',
];

const QUEUE = [
  'kiosque_dependency_duration_seconds{dependency="redis",operation="issue",outcome="ok"}',
  'kiosque_task_success_timestamp_seconds{task="backup"}',
  'kiosque_task_success_timestamp_seconds{task="close-day"}',
  'kiosque_event_streams_open',
  'kiosque_event_streams_refused_total',
  'kiosque_event_streams_cut_total',
  'kiosque_redis_up{node="redis:6379"}',
  'kiosque_redis_memory_used_bytes{node="redis:6379"}',
  'kiosque_redis_memory_max_bytes{node="redis:6379"}',
  'kiosque_redis_aof_enabled{node="redis:6379"}',
  'kiosque_redis_aof_ok{node="redis:6379"}',
];

const EVERY = [
  'kiosque_answer_cache_requests_total{result="hit"}',
  'kiosque_answer_cache_requests_total{result="miss"}',
  'kiosque_audit_entries_lost_total',
  'kiosque_access_log_lines_total',
  'kiosque_telemetry_records_total{signal="logs",outcome="exported"}',
  'kiosque_telemetry_records_total{signal="logs",outcome="dropped"}',
  'kiosque_http_source_errors{status="401"}',
  'kiosque_http_source_errors{status="5xx"}',
];

const NAMES = [...CONTENT, ...QUEUE, ...EVERY].map((sample) => sample.replace(/\{.*/, ''));

/** The names of these metrics, without `_bucket`. */
export const NOT_YET_EXPOSED: readonly string[] = [...new Set(NAMES)];

/** Labels that metrics of queues do not have yet. */
export const labelsOf = (queue: string | undefined): Record<string, string> => (queue === undefined ? {} : { queue });

/** Returns the exposition of a container at a time. */
export function notYetExposed(container: string, now = Date.now()): string {
  const samples = container === 'content' ? [...CONTENT, ...EVERY] : [...QUEUE, ...EVERY];
  return samples.flatMap((sample, index) => linesOf(sample, Math.floor(now / 1000) + index)).join('\n') + '\n';
}

function linesOf(sample: string, count: number): string[] {
  const [name = '', labels = ''] = sample.split(/[{}]/);
  if (!name.startsWith('kiosque_dependency')) return [`${sample} ${String(count)}`];
  // Ever more calls are slow, so that percentiles change.
  const slow = (count % 1000) ** 2;
  const bucket = (le: string, value: number): string => `${name}_bucket{${labels},le="${le}"} ${String(value)}`;
  const total = count + slow;
  return [
    bucket('0.001', count),
    bucket('0.1', count + slow / 2),
    bucket('1', total),
    bucket('+Inf', total),
    `${name}_count{${labels}} ${String(total)}`,
  ];
}
