import * as z from 'zod';
import { choice, integer, optionalText, text, timeZone } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import type { Setting, SettingValues } from '../config/settings.ts';
import { networks } from './events/network.ts';

/** What a process does with log lines. */
export const ROLES = ['collect', 'analyse'] as const;

/** A file or directory to follow. */
export interface FollowedPath {
  readonly path: string;
  /** Name of the format; undefined to detect it. */
  readonly format: string | undefined;
}

/** Settings of the security log. */
export const securityLogSettings = settingGroup({
  title: 'Security log',
  settings: {
    SECURITY_LOG_ROLES: roles(),
    SECURITY_LOG_STORE: choice(
      'Where waiting lines and findings are stored: Redis, or a SQLite file for the processes of one machine.',
      ['sqlite', 'redis'],
      'sqlite',
    ),
    SECURITY_LOG_DIRECTORY: text('Directory of the SQLite file; created if missing.', 'a path', 'data'),
    SECURITY_LOG_FILES: files(),
    SECURITY_LOG_COLLECTOR: optionalText(
      'Name of this collector in the origins of its files; required if collectors on several machines follow files of the same path.',
      '1 to 63 letters, digits, dots, hyphens and underscores',
      /^[\w.-]{1,63}$/,
    ),
    SECURITY_LOG_STDIN: choice('Whether lines are read from standard input.', ['off', 'on'], 'off'),
    SECURITY_LOG_SYSLOG: choice(
      'Whether syslog messages (RFC 5424 and RFC 3164) are received, and over which protocols. Senders are not authenticated: let only your own machines reach the port.',
      ['off', 'tcp', 'udp', 'both'],
      'off',
    ),
    SECURITY_LOG_SYSLOG_PORT: integer('Port for syslog, TCP and UDP; 0 picks any free port.', {
      min: 0,
      max: 65535,
      default: 5514,
    }),
    SECURITY_LOG_TRUSTED_PROXIES: trustedProxies(),
    SECURITY_LOG_TIME_ZONE: timeZone('Time zone of lines whose time has none.', 'UTC'),
    SECURITY_LOG_LINES_PER_MINUTE: integer(
      'Maximum number of lines per minute and key sent to the API, in each process; further ones get 429; 0 means no limit.',
      { min: 0, max: 100_000_000, default: 1_000_000 },
    ),
    SECURITY_LOG_QUEUE_MEGABYTES: integer(
      'Maximum size of the waiting lines; at the limit, new ones are refused, and files are read later.',
      { min: 1, max: 100_000, default: 256 },
    ),
    SECURITY_LOG_KEEP_LINES_DAYS: integer(
      'Number of days to keep log lines: those quoted as evidence, and those that could not be analysed.',
      { min: 1, max: 365, default: 7 },
    ),
    SECURITY_LOG_KEEP_FINDINGS_DAYS: integer('Number of days to keep findings after their last hit.', {
      min: 1,
      max: 3650,
      default: 180,
    }),
  },
});

/** Values of the security log settings. */
export type SecurityLogConfig = SettingValues<typeof securityLogSettings.settings>;

function roles(): Setting<z.ZodType<(typeof ROLES)[number][]>> {
  return {
    schema: z
      .string()
      .default(ROLES.join(','))
      .transform((list) => list.split(',').map((role) => role.trim()))
      .pipe(z.array(z.enum(ROLES)).min(1)),
    summary: 'What this process does: collect lines, analyse them, or both.',
    rule: 'collect, analyse, or collect,analyse',
  };
}

function files(): Setting<z.ZodType<FollowedPath[]>> {
  return {
    schema: z
      .string()
      .default('')
      .transform((list) => list.split(',').filter((entry) => entry.trim() !== ''))
      .pipe(z.array(z.string().transform(toFollowedPath)).max(100)),
    summary:
      'Log files, and directories of log files, to follow; the format of a path can be fixed, otherwise it is detected. Rotated and compressed files are completed.',
    rule: 'up to 100 comma-separated absolute paths, each optionally followed by = and a format of docs/log-formats.md, such as /var/log/nginx/access.log=combined',
  };
}

function trustedProxies(): Setting<z.ZodType<string[]>> {
  return {
    schema: z
      .string()
      .default('')
      .transform((list) => list.split(',').flatMap((entry) => entry.trim() || []))
      .pipe(z.array(z.string().refine(isPrefix)).max(1000)),
    summary:
      'Addresses of your own proxies: only behind them, the client is taken from forwarded headers that were logged.',
    rule: 'comma-separated addresses or prefixes, such as 10.0.0.0/8,2001:db8::/32',
  };
}

function isPrefix(text: string): boolean {
  try {
    networks([text]);
    return true;
  } catch {
    return false;
  }
}

function toFollowedPath(entry: string, context: z.RefinementCtx): FollowedPath {
  const { path = '', format } = /^(?<path>\/.*?)(?:=(?<format>[a-z][a-z\d-]*))?$/.exec(entry.trim())?.groups ?? {};
  if (path === '') context.addIssue({ code: 'custom', message: 'not a path' });
  return { path, format };
}
