import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import type { ContainerClient } from '@azure/storage-blob';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import type { SelfSigned } from './self-signed.ts';

/** The well-known account and key of Azurite. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** An Azurite Blob service process on a free port, with its data on disk so that it can be stopped and restarted. */
export class Azurite {
  readonly port: number;
  readonly #directory: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, directory: string) {
    this.port = port;
    this.#directory = directory;
  }

  static async start(): Promise<Azurite> {
    const azurite = new Azurite(await freePort(), await mkdtemp(join(tmpdir(), 'kiosque-azurite-')));
    await azurite.resume();
    await azurite.container().createIfNotExists();
    return azurite;
  }

  get connectionString(): string {
    return `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=http://127.0.0.1:${String(this.port)}/${ACCOUNT};`;
  }

  container(name = 'content'): ContainerClient {
    return BlobServiceClient.fromConnectionString(this.connectionString).getContainerClient(name);
  }

  async upload(name: string, text: string | Buffer): Promise<void> {
    const bytes = Buffer.from(text);
    await this.container().getBlockBlobClient(name).upload(bytes, bytes.length);
  }

  /** AZURE_STORAGE_ACCOUNT_URL, after it was resumed with TLS. */
  get accountUrl(): string {
    return `https://127.0.0.1:${String(this.port)}/${ACCOUNT}`;
  }

  /** Restarts the process on the same port and data; with a certificate it uses TLS and also accepts access tokens. */
  async resume(tls?: SelfSigned): Promise<void> {
    const script = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
    const options = [
      '--blobPort',
      String(this.port),
      '--blobHost',
      '127.0.0.1',
      '--location',
      this.#directory,
      '--silent',
      '--skipApiVersionCheck',
      '--disableTelemetry',
      ...(tls === undefined ? [] : ['--oauth', 'basic', '--cert', tls.certificate, '--key', tls.key]),
    ];
    this.#child = spawn(process.execPath, ['--disable-warning=DEP0040', script, ...options], { stdio: 'ignore' });
    await eventually(async () => {
      const socket = connect(this.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    });
  }

  /** Accepts connections but no longer responds. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Stops the process and frees its port. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    // Azurite writes its tables to disk on SIGTERM, and loses them when killed.
    child.kill('SIGTERM');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
