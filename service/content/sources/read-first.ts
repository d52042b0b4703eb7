import { setTimeout as sleep } from 'node:timers/promises';
import { withTrace } from '../../common/tracing/tracing.ts';
import { SourceError } from './content-source.ts';
import type { ContentSource, SourceAnswer } from './content-source.ts';

/** The limits of one refresh. */
export interface ReadLimits {
  readonly maxBytes: number;
  /** Timeout for all candidates, attempts and bodies, in milliseconds. */
  readonly timeoutMs: number;
  readonly tries: number;
}

const FIRST_PAUSE_MS = 100;

/**
 * Reads the first of `names` that exists. Failed attempts are retried with exponential backoff and jitter, unless forbidden or
 * misconfigured. Never takes longer than `timeoutMs`, even if the source ignores its signal.
 *
 * @throws SourceError if the source fails.
 */
export async function readFirst(
  source: ContentSource,
  names: readonly string[],
  known: { readonly name: string; readonly etag: string } | undefined,
  limits: ReadLimits,
): Promise<SourceAnswer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
  }, limits.timeoutMs);
  const expired = new Promise<never>((_, reject) => {
    deadline.signal.addEventListener('abort', () => {
      reject(
        new SourceError('timeout', `${source.description} did not respond within ${String(limits.timeoutMs / 1000)} s`),
      );
    });
  });
  const attempt = async (): Promise<SourceAnswer> => {
    for (const name of names) {
      const etag = known?.name === name ? known.etag : undefined;
      const answer = await withTries(limits.tries, deadline.signal, () =>
        source.read({ name, etag, maxBytes: limits.maxBytes, signal: deadline.signal }),
      );
      if (answer.kind !== 'absent') return answer;
    }
    return { kind: 'absent' };
  };
  const reading = withTrace(`refresh ${names[0] ?? ''}`, attempt);
  reading.catch(() => undefined);
  try {
    return await Promise.race([reading, expired]);
  } finally {
    clearTimeout(timer);
    deadline.abort();
    expired.catch(() => undefined);
  }
}

async function withTries<Result>(tries: number, signal: AbortSignal, read: () => Promise<Result>): Promise<Result> {
  for (let number = 1; ; number++) {
    try {
      return await read();
    } catch (error) {
      const lasting =
        error instanceof SourceError && (error.failure === 'forbidden' || error.failure === 'misconfigured');
      if (number >= tries || lasting || signal.aborted) throw error;
    }
    await sleep(FIRST_PAUSE_MS * 2 ** (number - 1) * (0.5 + Math.random()), undefined, { signal });
  }
}
