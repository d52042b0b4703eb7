import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

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

/** Logs to stdout: one JSON object a line, or readable text. */
export async function createLogger({ level, format }: LoggerOptions): Promise<Logger> {
  if (format === 'json' || (format === 'auto' && !process.stdout.isTTY)) return jsonLogger(level, pino.destination(1));
  const { default: pretty } = await import('pino-pretty');
  return jsonLogger(level, pretty({ sync: true, ignore: 'pid,hostname' }));
}

/** Writes one JSON object a line (ISO time, level in words) to a destination. */
export function jsonLogger(level: string, destination: DestinationStream): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  const timestamp = pino.stdTimeFunctions.isoTime;
  return pino({ level, base: null, redact: REDACTED, timestamp, formatters }, destination);
}
