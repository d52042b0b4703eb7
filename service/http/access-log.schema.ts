import * as z from 'zod';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const text = (max: number, description: string): z.ZodString => z.string().max(max).meta({ description });

/** The line of the access log, for specs and docs/logs.md. */
export const ACCESS_LINE = z.strictObject({
  time: z.iso.datetime().meta({ description: 'When the response ended, in UTC with milliseconds.' }),
  level: z
    .enum(LEVELS)
    .meta({ description: '`error` from status 500, `debug` for the probes of Kubernetes, otherwise `info`.' }),
  msg: z.literal('request').meta({ description: 'Always `request`; no other line has it.' }),
  requestId: text(128, '`X-Request-Id` of the response and of problem documents.'),
  traceId: z
    .string()
    .regex(/^[\da-f]{32}$/)
    .optional()
    .meta({ description: 'Trace of the request, its own or that of `traceparent`.' }),
  spanId: z
    .string()
    .regex(/^[\da-f]{16}$/)
    .optional()
    .meta({ description: 'Span of the request; only with `OTEL_TRACES=on`.' }),
  address: text(
    45,
    'Client address, or its network (`LOG_ADDRESSES`); behind proxies it needs `TRUSTED_PROXIES`.',
  ).optional(),
  method: text(
    32,
    'Method; missing, with `route`, `path` and `milliseconds`, if the bytes were not a request.',
  ).optional(),
  route: text(200, 'Route template, such as `/api/:collection`; `unmatched` if no route matches.').optional(),
  path: text(1024, 'Path of the URL with secrets replaced by `<redacted>`; no query string.').optional(),
  status: z.int().min(100).max(599).meta({ description: 'Status of the response.' }),
  bytes: z.int().min(0).meta({ description: 'Bytes of the response body, after compression.' }),
  milliseconds: z
    .number()
    .min(0)
    .optional()
    .meta({ description: 'From the head of the request to the end of the response.' }),
  aborted: z.literal(true).optional().meta({ description: 'The client disconnected before the end of the response.' }),
  userAgent: text(256, '`User-Agent`.').optional(),
  referrer: text(256, '`Referer` without query and credentials, secrets replaced like in `path`.').optional(),
});

type Line = z.infer<typeof ACCESS_LINE>;

/** What the access log adds to a line of the log; undefined fields are left out. */
export type AccessFields = {
  readonly [Name in Exclude<keyof Line, 'time' | 'level' | 'msg'>]?: Line[Name] | undefined;
};
