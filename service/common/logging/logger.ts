import { pino } from 'pino';
import type { Logger } from 'pino';

/** How the process logs. */
export interface LoggerOptions {
  readonly level: string;
  readonly format: 'auto' | 'json' | 'pretty';
}

/** Names under which a secret could come along in a logged object. */
const REDACTED = [
  'authorization',
  'cookie',
  'password',
  'connectionString',
  '*.authorization',
  '*.cookie',
  '*.password',
  '*.connectionString',
];

/** One JSON object a line on stdout (ISO time, level in words), or readable text. */
export async function createLogger({ level, format }: LoggerOptions): Promise<Logger> {
  const options = {
    level,
    base: null,
    redact: REDACTED,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (format === 'json' || (format === 'auto' && !process.stdout.isTTY)) return pino(options);
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ sync: true, ignore: 'pid,hostname' }));
}
