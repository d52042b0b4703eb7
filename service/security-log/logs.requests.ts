import * as z from 'zod';
import { ProblemError } from '../http/problems/problem.ts';
import { MAX_LINE_CHARACTERS } from './line-queue/line-batches.ts';

/** Largest body of a request with log lines, in bytes. */
export const MAX_LOGS_BYTES = 1_048_576;

/** Most lines of a request. */
const MAX_LINES = 20_000;

/** Media type of lines in JSON (https://github.com/ndjson/ndjson-spec). */
export const NDJSON = 'application/x-ndjson';

/** Query parameters of log lines. */
export const LOGS_QUERY = z.strictObject({
  source: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens and underscores')
    .optional()
    .meta({ description: 'Name of the log: one for each log that a key sends.', example: 'nginx' }),
  format: z
    .string()
    .regex(/^[a-z][a-z\d-]{0,31}$/, 'must be the name of a format, such as combined')
    .optional()
    .meta({ description: 'Format of the lines; detected by default.', example: 'combined' }),
});

/** `Idempotency-Key` of log lines. */
export const LOGS_KEY = z
  .string()
  .regex(/^[\x21-\x7e]{16,255}$/)
  .meta({
    description: 'Repeating the last request of a log with the same key has no further effect; 16 to 255 characters.',
  });

/** Response to log lines. */
export const ACCEPTED_LINES = z
  .object({ lines: z.int().min(0).meta({ description: 'Number of lines that are stored and will be analysed.' }) })
  .meta({ id: 'AcceptedLines' });

/** Returns the lines of a text, without empty ones. @throws ProblemError */
export function readLines(body: unknown): readonly string[] {
  const text = typeof body === 'string' ? body : '';
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const filled = lines.filter((line) => line !== '').map((line) => line.slice(0, MAX_LINE_CHARACTERS));
  if (filled.length > 0 && filled.length <= MAX_LINES) return filled;
  throw invalid(`the body must have 1 to ${String(MAX_LINES)} log lines, not ${String(filled.length)}`);
}

/** Returns the lines of a text that has a JSON value on each: a string is the line itself, an object is a line in JSON. @throws ProblemError */
export function readJsonLines(body: unknown): readonly string[] {
  return readLines(body).map((line, index) => {
    const value = parsed(line);
    if (typeof value === 'string') return value.replaceAll(/[\r\n]+/g, ' ');
    if (typeof value === 'object' && value !== null) return line;
    throw invalid(
      `line ${String(index + 1)} of the body must be a JSON string or object, at most ${String(MAX_LINE_CHARACTERS)} characters long; send other lines as text/plain`,
    );
  });
}

/** Reads the `Idempotency-Key` header. @throws ProblemError */
export function readLogsKey(header: unknown): string | undefined {
  const result = LOGS_KEY.optional().safeParse(header);
  if (result.success) return result.data;
  throw invalid(
    'the header Idempotency-Key must have 16 to 255 visible ASCII characters and no spaces, such as a UUID',
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function invalid(rule: string): ProblemError {
  return new ProblemError('invalid-request', `The request is not valid: ${rule}.`);
}
