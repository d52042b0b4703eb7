import { HTTP_LIMITS } from '../http/limit-names.ts';
import { SOURCE_ERRORS } from '../http/source-errors.ts';
import { defineMetric } from './metric.ts';

/** Methods with their own label; all others share `OTHER`. */
export const REQUEST_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Storages whose calls are measured. */
export const DEPENDENCIES = ['redis', 'sqlite', 'azure-blob', 'file-system'] as const;

/** Metrics of requests and responses. */
export const REQUEST_METRICS = {
  durations: defineMetric({
    name: 'kiosque_http_request_duration_seconds',
    type: 'histogram',
    help: 'Request duration, by method, route template and status. Event streams are not included.',
    labels: {
      method: [...REQUEST_METHODS, 'OTHER'],
      route: 'route template, such as `/api/:collection`, or `unmatched`',
      status: 'status code',
    },
    // Cached responses take microseconds, rendered ones milliseconds.
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
  }),
  sourceErrors: defineMetric({
    name: 'kiosque_http_source_errors',
    type: 'gauge',
    help: 'Largest number of such responses that one client (an address, or the /64 of an IPv6 address) got in the last five minutes.',
    labels: { status: SOURCE_ERRORS },
    over: 'max',
  }),
  answers: defineMetric({
    name: 'kiosque_answer_cache_requests_total',
    type: 'counter',
    help: 'Responses that can be cached: hits were sent without the framework, misses were prepared by it.',
    labels: { result: ['hit', 'miss'] },
  }),
  limits: defineMetric({
    name: 'kiosque_limits_reached_total',
    type: 'counter',
    help: 'Number of times each limit was reached and a request rejected.',
    // Features add theirs: service/metric-groups.ts.
    labels: { limit: HTTP_LIMITS },
  }),
  streamsOpen: defineMetric({
    name: 'kiosque_event_streams_open',
    type: 'gauge',
    help: 'Open event streams.',
    labels: {},
  }),
  streamsRefused: defineMetric({
    name: 'kiosque_event_streams_refused_total',
    type: 'counter',
    help: 'Event streams refused because too many were open, in total or for one client.',
    labels: {},
  }),
  streamsCut: defineMetric({
    name: 'kiosque_event_streams_cut_total',
    type: 'counter',
    help: 'Event streams disconnected because their client did not read.',
    labels: {},
  }),
};

/** Metrics of what is logged and exported. */
export const LOG_METRICS = {
  lines: defineMetric({
    name: 'kiosque_access_log_lines_total',
    type: 'counter',
    help: 'Lines written to the access log; absent unless LOG_REQUESTS is all.',
    labels: {},
  }),
  records: defineMetric({
    name: 'kiosque_telemetry_records_total',
    type: 'counter',
    help: 'Log records and spans exported, and dropped because the queue was full or the receiver did not accept them; absent unless they are exported.',
    labels: { signal: ['logs', 'traces'], outcome: ['exported', 'dropped'] },
  }),
};

/** What is running. */
export const BUILD_INFO = defineMetric({
  name: 'kiosque_build_info',
  type: 'gauge',
  help: 'Always 1; the labels identify the build.',
  labels: { version: 'version', revision: 'commit, or `unknown`', node: 'version of Node' },
});

/** Metrics of calls of storages. */
export const DEPENDENCY_METRICS = {
  durations: defineMetric({
    name: 'kiosque_dependency_duration_seconds',
    type: 'histogram',
    help: 'Duration of calls of a storage, by operation. A refusal, such as a full queue, is ok; error means that the storage failed or did not respond.',
    // Features and access add their operations: service/metric-groups.ts.
    labels: { dependency: DEPENDENCIES, operation: [], outcome: ['ok', 'error'] },
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  }),
};
