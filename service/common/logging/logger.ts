import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** Logging options. */
export interface LoggerOptions {
  readonly level: string;
  readonly format: 'auto' | 'json' | 'pretty';
}

/** Property names that could contain secrets in logged objects. */
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

/** Logs to stdout: one JSON object per line, or human-readable text. */
export async function createLogger({ level, format }: LoggerOptions): Promise<Logger> {
  if (format === 'json' || (format === 'auto' && !process.stdout.isTTY)) {
    // Written by a thread of the pool, together with what was logged meanwhile; exit waits for it.
    return jsonLogger(level, pino.destination({ dest: 1, sync: false }));
  }
  const { default: pretty } = await import('pino-pretty');
  return jsonLogger(level, pretty({ sync: true, ignore: 'pid,hostname' }));
}

/** Writes one JSON object per line (ISO time, level name) to a destination. */
export function jsonLogger(level: string, destination: DestinationStream): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  const timestamp = pino.stdTimeFunctions.isoTime;
  return pino({ level, base: null, redact: REDACTED, timestamp, formatters }, destination);
}
