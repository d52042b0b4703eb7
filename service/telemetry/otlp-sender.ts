import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { retryAfterMs } from '../common/retry-after.ts';
import type { ExportOutcome } from './export-queue.ts';

/** Where and how to send. */
export interface OtlpTarget {
  /** URL of one signal: `https://collector:4318/v1/logs`. */
  readonly url: string;
  /** Current headers, such as credentials. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** A request of one signal. */
export interface OtlpRequest {
  /** Serialized in protobuf. */
  readonly body: Uint8Array;
  /** Reads the number of rejected records from the body of a response. */
  readonly rejectedIn: (response: Uint8Array) => number;
}

/** Statuses of temporary failures (OTLP specification, section "OTLP/HTTP Response"); all others must not be retried. */
const TEMPORARY = [429, 502, 503, 504];

/** Responses contain a number and a message; anything longer is not read. */
const MAX_RESPONSE_BYTES = 65_536;

const compress = promisify(gzip);

/** Hardly larger than by default for such repetitive data, in 60 % of the time. */
const FAST = { level: constants.Z_BEST_SPEED };

/** Sends a request over OTLP/HTTP (protobuf, the encoding that every receiver supports). */
export async function sendOtlp(
  { url, headers, timeoutMs }: OtlpTarget,
  { body, rejectedIn }: OtlpRequest,
  signal: AbortSignal,
): Promise<ExportOutcome> {
  let response: Response;
  let answer: Buffer;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { ...headers(), 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'gzip' },
      body: await compress(body, FAST),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      // A redirect could send the records and credentials to another host.
      redirect: 'manual',
    });
    answer = await limitedBody(response);
  } catch (error) {
    return { kind: 'retry', afterMs: 0, reason: `the receiver cannot be reached: ${codeOf(error)}` };
  }
  if (response.ok) return { kind: 'accepted', rejected: rejectedBy(rejectedIn, answer) };
  const reason = `the receiver returned ${String(response.status)}`;
  if (!TEMPORARY.includes(response.status)) return { kind: 'refused', reason };
  return { kind: 'retry', afterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()), reason };
}

/** A receiver that accepts records need not explain it in protobuf. */
function rejectedBy(rejectedIn: OtlpRequest['rejectedIn'], answer: Buffer): number {
  try {
    return answer.length === 0 ? 0 : rejectedIn(answer);
  } catch {
    return 0;
  }
}

async function limitedBody({ body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_RESPONSE_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Returns the error code only: messages may contain the URL or headers. */
function codeOf(error: unknown): string {
  const { name, cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
}
