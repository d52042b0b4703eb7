import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** Logging options. */
export interface LoggerOptions {
  readonly level: string;
  readonly format: 'auto' | 'json' | 'pretty';
  /** Receives a copy of every line, in JSON. @default none */
  readonly copyTo?: ((line: string) => void) | undefined;
  /** Returns fields to add to every line. @default none */
  readonly context?: (() => object) | undefined;
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
export async function createLogger({ level, format, copyTo, context }: LoggerOptions): Promise<Logger> {
  const stdout = await standardOutput(format);
  if (copyTo === undefined) return jsonLogger(level, stdout, context);
  const both = {
    write(line: string) {
      stdout.write(line);
      copyTo(line);
    },
  };
  return jsonLogger(level, both, context);
}

/** Writes one JSON object per line (ISO time, level name) to a destination. @param context returns fields to add to every line. */
export function jsonLogger(level: string, destination: DestinationStream, context?: () => object): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  const timestamp = pino.stdTimeFunctions.isoTime;
  const mixin = context === undefined ? {} : { mixin: context };
  return pino({ level, base: null, redact: REDACTED, timestamp, formatters, ...mixin }, destination);
}

async function standardOutput(format: LoggerOptions['format']): Promise<DestinationStream> {
  if (format === 'json' || (format === 'auto' && !process.stdout.isTTY)) {
    // Written by a thread of the pool, together with what was logged meanwhile; exit waits for it.
    return pino.destination({ dest: 1, sync: false });
  }
  const { default: pretty } = await import('pino-pretty');
  return pretty({ sync: true, ignore: 'pid,hostname' });
}
