import * as z from 'zod';
import { CONTRACT } from '../contract.ts';
import { choice, integer, optionalText, seconds, text } from './setting-types.ts';
import { settingGroup } from './settings.ts';
import type { SettingValues } from './settings.ts';

/** The variables of the process itself: where it listens, what it logs, how it stops, what it refuses. */
export const serverSettings = settingGroup({
  title: 'Server',
  settings: {
    PORT: integer('Port of the API and the pages; 0 takes any free one.', {
      min: 0,
      max: 65535,
      default: CONTRACT.port,
    }),
    HOST: text(
      'Address to listen on; 0.0.0.0 in the image.',
      'an IP address or a host name',
      '127.0.0.1',
      /^[\w.:-]+$/,
    ),
    MANAGEMENT_PORT: integer(
      'Port of /metrics and of /readyz with its reasons, on the same address; 0 takes any free one.',
      {
        min: 0,
        max: 65535,
        default: CONTRACT.managementPort,
      },
    ),
    LOG_LEVEL: choice(
      'Least important level that is logged.',
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'info',
    ),
    LOG_FORMAT: choice(
      'Lines of JSON, or readable text; auto is text on a terminal and JSON elsewhere.',
      ['auto', 'json', 'pretty'],
      'auto',
    ),
    LOG_REQUESTS: choice(
      'Which requests get a log line: those that end in a problem, or all.',
      ['problems', 'all'],
      'problems',
    ),
    SHUTDOWN_DRAIN_SECONDS: seconds('On SIGTERM, how long to go on answering, not ready, before closing.', {
      min: 0,
      max: 300,
      default: CONTRACT.drainSeconds,
    }),
    REQUEST_TIMEOUT_SECONDS: seconds('Longest time a client may take to send a request.', {
      min: 1,
      max: 300,
      default: 10,
    }),
    KEEP_ALIVE_SECONDS: seconds(
      'How long an idle connection stays open; keep it above the idle timeout of the gateway.',
      {
        min: 1,
        max: 3600,
        default: 80,
      },
    ),
    MAX_HEADER_BYTES: integer('Largest request head; larger ones get 431.', { min: 1024, max: 65536, default: 16384 }),
    MAX_URL_BYTES: integer('Longest request target; longer ones get 414.', { min: 256, max: 16384, default: 4096 }),
    MAX_CONNECTIONS: integer('Open connections; further ones are closed at once.', {
      min: 1,
      max: 1_000_000,
      default: 10_000,
    }),
    MAX_CONNECTIONS_PER_ADDRESS: integer(
      'Open connections of one client address where TRUSTED_PROXIES is 0; further ones are closed at once.',
      { min: 1, max: 1_000_000, default: 500 },
    ),
    MAX_EVENT_STREAMS: integer(
      'Open streams of server-sent events; a fifth is kept for displays and ticket holders, others get 503.',
      { min: 10, max: 100_000, default: 5000 },
    ),
    MAX_EVENT_STREAMS_PER_ADDRESS: integer(
      'Open streams of server-sent events of one client address, displays and tickets apart; then 503.',
      {
        min: 1,
        max: 100_000,
        default: 100,
      },
    ),
    RATE_LIMIT_PER_MINUTE: integer(
      'Requests allowed per client address and minute, then 429 with Retry-After; 0 is no limit.',
      {
        min: 0,
        max: 1_000_000,
        default: 0,
      },
    ),
    TRUSTED_PROXIES: integer('Proxies in front that add to X-Forwarded-For; tells limits and logs who the client is.', {
      min: 0,
      max: 10,
      default: 0,
    }),
    CORS_ORIGINS: {
      schema: z
        .string()
        .default('*')
        .transform((list) => list.split(',').map((origin) => origin.trim()))
        .pipe(z.array(z.string().regex(/^(?:\*|none|https?:\/\/[^/]+)$/))),
      summary: 'Web origins whose scripts may read the API.',
      rule: '*, none, or origins such as https://example.org separated by commas',
    },
    PUBLIC_URL: optionalText(
      'Address under which people reach the service, for QR codes and absolute links; without it none are shown.',
      'an http or https origin such as https://kiosque.example.org',
      /^https?:\/\/[a-z\d.-]+(?::\d{1,5})?$/i,
    ),
  },
  changesAnswers: ['CORS_ORIGINS', 'PUBLIC_URL'],
});

/** The values of the process's own variables. */
export type ServerConfig = SettingValues<typeof serverSettings.settings>;
