import { RestError } from '@azure/storage-blob';
import type { ContainerClient } from '@azure/storage-blob';
import { CredentialError } from '../../common/azure/credential-error.ts';
import { SourceError } from './content-source.ts';
import type { ContentSource, SourceAnswer, SourceRequest } from './content-source.ts';

/** Documents in one container of Azure Blob Storage, read conditionally by ETag. */
export class AzureBlobContentSource implements ContentSource {
  readonly description: string;
  readonly #container: ContainerClient;

  constructor(container: ContainerClient) {
    this.#container = container;
    this.description = `container ${container.containerName} of ${new URL(container.url).host}`;
  }

  async read({ name, etag, maxBytes, signal }: SourceRequest): Promise<SourceAnswer> {
    try {
      const conditions = etag === undefined ? {} : { ifNoneMatch: etag };
      const blob = this.#container.getBlobClient(name);
      const response = await blob.download(0, undefined, { conditions, abortSignal: signal });
      if (response.readableStreamBody === undefined || response.etag === undefined) {
        throw new SourceError('unreachable', `${this.description}: the response for ${name} has no body or no ETag`);
      }
      const bytes = await collect(response.readableStreamBody, maxBytes + 1, signal);
      const lastModified = response.lastModified ?? new Date();
      return { kind: 'found', document: { name, bytes, etag: response.etag, lastModified } };
    } catch (error) {
      return this.#interpret(name, error);
    }
  }

  /** The SDK throws 304 and 404 as errors. Its messages contain request details, so only status and code are reported. */
  #interpret(name: string, error: unknown): SourceAnswer {
    if (error instanceof SourceError) throw error;
    if (error instanceof CredentialError) throw new SourceError(error.failure, `${this.description}: ${error.message}`);
    if (!(error instanceof RestError)) {
      const reason = error instanceof Error ? error.name : 'an unknown error';
      throw new SourceError('unreachable', `${this.description}: reading ${name} failed with ${reason}`, {
        cause: error,
      });
    }
    const { statusCode, code } = error;
    if (statusCode === 304) return { kind: 'unchanged' };
    if (statusCode === 404 && (code === 'BlobNotFound' || isBlobNotFound(error))) return { kind: 'absent' };
    const status = [statusCode, code].filter((part) => part !== undefined).join(' ') || 'no response';
    const failure =
      statusCode === 401 || statusCode === 403
        ? 'forbidden'
        : code === 'ContainerNotFound'
          ? 'misconfigured'
          : 'unreachable';
    throw new SourceError(failure, `${this.description}: reading ${name} failed with ${status}`, { cause: error });
  }
}

function isBlobNotFound(error: RestError): boolean {
  return error.response?.headers.get('x-ms-error-code') === 'BlobNotFound';
}

/** Reads at most `limit` bytes of the body. The stream is destroyed when the signal aborts, because downloads can hang. */
async function collect(stream: NodeJS.ReadableStream, limit: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const abort = (): void => {
    (stream as NodeJS.ReadableStream & { destroy(error: Error): void }).destroy(
      new SourceError('timeout', 'the body did not arrive in time'),
    );
  };
  signal.addEventListener('abort', abort);
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      chunks.push(bytes);
      length += bytes.length;
      if (length >= limit) break;
    }
  } finally {
    signal.removeEventListener('abort', abort);
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
