import * as z from 'zod';
import { json } from '../openapi/api-operation.ts';
import type { Operation } from '../openapi/api-operation.ts';
import { ACCEPTED_LINES, LOGS_KEY, LOGS_QUERY } from './logs.requests.ts';

/** Body of log lines. */
const LOG_LINES = z.string().meta({
  description:
    'One log line on each line. As application/x-ndjson, one JSON string or object on each line. At most 1 MiB and 20 000 lines.',
  example: '192.0.2.7 - - [22/Nov/2026:05:10:37 +0000] "GET /.env HTTP/1.1" 404 153 "-" "curl/8.5.0"',
});

/** The API of the security log. */
export const OPERATIONS = {
  postLogs: {
    summary: 'Send log lines',
    description:
      'Stores log lines for analysis, all of them or none. Their origin is the name of the key and the parameter source. ' +
      'If the queue is full or its storage does not respond, the response is 503 with Retry-After: send the same lines again.',
    query: LOGS_QUERY.shape,
    headers: { 'Idempotency-Key': LOGS_KEY },
    body: LOG_LINES,
    bodyType: 'text/plain',
    answers: { 202: json('The lines are stored.', ACCEPTED_LINES) },
    problems: ['invalid-parameter', 'conflict', 'too-many-requests', 'unavailable'],
  },
} satisfies Record<string, Operation>;
