import * as z from 'zod';
import { CONTRACT } from '../contract.ts';
import { choice, integer, optionalText, percentage, seconds, text } from './setting-types.ts';
import { settingGroup } from './settings.ts';
import type { SettingValues } from './settings.ts';

/** Settings of the process: listening, logging, shutdown and limits. */
export const serverSettings = settingGroup({
  title: 'Server',
  settings: {
    PORT: integer('Port of the API and the pages; 0 picks any free port.', {
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
      'Port of /metrics, of the probes and of the detailed /readyz, on the same address; 0 picks any free port.',
      {
        min: 0,
        max: 65535,
        default: CONTRACT.managementPort,
      },
    ),
    LOG_LEVEL: choice('Minimum level to log.', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
    LOG_FORMAT: choice(
      'JSON lines or human-readable text; auto means text on a terminal and JSON elsewhere.',
      ['auto', 'json', 'pretty'],
      'auto',
    ),
    LOG_REQUESTS: choice('Which requests are logged: those that fail, or all.', ['problems', 'all'], 'problems'),
    LOG_SAMPLE_PERCENT: percentage(
      'Percentage of the successful requests to log when LOG_REQUESTS is all; those that fail are always logged.',
      100,
    ),
    LOG_ADDRESSES: choice(
      'Client addresses in the log of requests: full, only the network (/24 of IPv4, /48 of IPv6), or none.',
      ['full', 'prefix', 'none'],
      'prefix',
    ),
    SHUTDOWN_DRAIN_SECONDS: seconds(
      'How long to keep serving requests after SIGTERM, while not ready, before closing.',
      {
        min: 0,
        max: 300,
        default: CONTRACT.drainSeconds,
      },
    ),
    REQUEST_TIMEOUT_SECONDS: seconds('Maximum time a client may take to send a request.', {
      min: 1,
      max: 300,
      default: 10,
    }),
    KEEP_ALIVE_SECONDS: seconds(
      'How long an idle connection stays open; must exceed the idle timeout of the gateway.',
      {
        min: 1,
        max: 3600,
        default: 80,
      },
    ),
    MAX_HEADER_BYTES: integer('Maximum size of the request headers; larger ones get 431.', {
      min: 1024,
      max: 65536,
      default: 16384,
    }),
    MAX_URL_BYTES: integer('Maximum length of the request target; longer ones get 414.', {
      min: 256,
      max: 16384,
      default: 4096,
    }),
    MAX_CONNECTIONS: integer('Maximum number of open connections; further ones are closed immediately.', {
      min: 1,
      max: 1_000_000,
      default: 10_000,
    }),
    MAX_CONNECTIONS_PER_ADDRESS: integer(
      'Maximum number of open connections per client address when TRUSTED_PROXIES is 0; further ones are closed immediately.',
      { min: 1, max: 1_000_000, default: 500 },
    ),
    MAX_EVENT_STREAMS: integer(
      'Maximum number of open event streams; a fifth is reserved for displays and ticket holders, other clients get 503.',
      { min: 10, max: 100_000, default: 5000 },
    ),
    MAX_EVENT_STREAMS_PER_ADDRESS: integer(
      'Maximum number of open event streams per client address, counted separately for displays and tickets; further ones get 503.',
      {
        min: 1,
        max: 100_000,
        default: 100,
      },
    ),
    RATE_LIMIT_PER_MINUTE: integer(
      'Maximum number of requests per minute and client address; further ones get 429 with Retry-After; 0 means no limit.',
      {
        min: 0,
        max: 1_000_000,
        default: 0,
      },
    ),
    TRUSTED_PROXIES: integer(
      'Number of proxies in front that append to X-Forwarded-For; determines the client address for limits and logs.',
      {
        min: 0,
        max: 10,
        default: 0,
      },
    ),
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
      'Public origin of the service, for QR codes and absolute links; if unset, none are shown.',
      'an http or https origin such as https://kiosque.example.org',
      /^https?:\/\/[a-z\d.-]+(?::\d{1,5})?$/i,
    ),
  },
  changesAnswers: ['CORS_ORIGINS', 'PUBLIC_URL'],
});

/** Values of the server settings. */
export type ServerConfig = SettingValues<typeof serverSettings.settings>;
