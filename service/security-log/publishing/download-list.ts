import { setTimeout as sleep } from 'node:timers/promises';
import { LIST_FILES, signatureOf } from './list-files.ts';
import type { Files } from './list-files.ts';
import { PublishingError } from './publishing.errors.ts';

/** The files of one version of a list, with their signatures. */
export interface DownloadedList {
  readonly version: number;
  readonly files: Files;
}

/** Where the lists are, and how they are read. */
export interface ListSource {
  /** Ends with `/`. */
  readonly url: URL;
  readonly key: string | undefined;
}

/** Times that a download is begun, when the version changes or the server does not respond. */
const ATTEMPTS = 6;
const TIMEOUT_MS = 30_000;
/** Of all files together: they are kept in memory. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The list changed, or the server is busy: begin again. */
class RetryableError extends PublishingError {}

/**
 * Downloads all files of one version.
 * @throws PublishingError with what the server answered
 */
export async function downloadList(source: ListSource, pauseMs = 1000): Promise<DownloadedList> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await downloadOnce(source);
    } catch (error) {
      if (!(error instanceof RetryableError) || attempt === ATTEMPTS) throw error;
      await sleep(pauseMs * attempt * (0.5 + Math.random() / 2));
    }
  }
}

async function downloadOnce(source: ListSource): Promise<DownloadedList> {
  const files = new Map<string, Buffer>();
  let first: number | undefined;
  let left = MOST_BYTES;
  for (const name of LIST_FILES.flatMap((file) => [file, signatureOf(file)])) {
    const { version, content } = await download(name, source, left);
    left -= content.length;
    first ??= version;
    if (version !== first)
      throw new RetryableError(
        `The list changed from version ${String(first)} to ${String(version)} while it was read, ${String(ATTEMPTS)} times; it is read again by the next run.`,
      );
    files.set(name, content);
  }
  return { version: first ?? 0, files };
}

async function download(
  name: string,
  { url, key }: ListSource,
  left: number,
): Promise<{ version: number; content: Buffer }> {
  const address = new URL(name, url);
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  let answer: Response;
  let content: Buffer;
  try {
    answer = await fetch(address, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    content = await bodyOf(answer, address, left);
  } catch (error) {
    if (error instanceof PublishingError) throw error;
    throw new RetryableError(`${address.href} cannot be read: ${reasonOf(error as Error)}.`);
  }
  if (answer.status === 401 || answer.status === 403)
    throw new PublishingError(
      `${address.href} answers ${String(answer.status)}: BLOCKLIST_KEY_FILE must contain a key with the scope blocklist.`,
    );
  if (answer.status === 404 && name.endsWith('.sig'))
    throw new PublishingError(
      `${address.href} answers 404: lists are not signed; set BLOCKLIST_SIGNING_KEY_FILE of the service.`,
    );
  if (answer.status === 429 || answer.status >= 500)
    throw new RetryableError(`${address.href} answers ${String(answer.status)}.`);
  if (answer.status !== 200)
    throw new PublishingError(`${address.href} answers ${String(answer.status)}; check BLOCKLIST_URL.`);
  const version = answer.headers.get('blocklist-version') ?? '';
  if (!/^[1-9]\d{0,14}$/.test(version))
    throw new PublishingError(`${address.href} has no Blocklist-Version; check BLOCKLIST_URL.`);
  return { version: Number(version), content };
}

async function bodyOf({ body }: Response, address: URL, left: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > left)
      throw new PublishingError(
        `${address.href} is too large: a list may have ${String(MOST_BYTES)} bytes in all files.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function reasonOf(error: Error): string {
  const { code } = (error.cause ?? {}) as { code?: string };
  return code ?? error.message;
}
