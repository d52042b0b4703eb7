import { createSocket } from 'node:dgram';
import type { Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { ConfigurationError } from '../../config/settings.ts';
import { canonicalAddress } from '../events/address.ts';
import type { LineBuffer } from './line-buffer.ts';
import type { LogSource } from './log-source.ts';
import { SyslogFrames, textOf } from './syslog-frames.ts';

/** How long a sender waits while the buffer is full. */
const PAUSE_MS = 100;

const MAX_CONNECTIONS = 1000;

/** A sender that is silent for so long is disconnected. */
const IDLE_MS = 3_600_000;

/** What the source is made of. */
export interface SyslogSourceOptions {
  readonly protocols: 'tcp' | 'udp' | 'both';
  readonly host: string;
  readonly port: number;
  readonly buffer: LineBuffer;
  /** Called with the number of messages that were dropped: UDP cannot wait. */
  readonly onDropped: (lines: number) => void;
}

/** Receives syslog over TCP and UDP (RFC 6587, RFC 5426). The origin of a message is the address of its sender. */
export class SyslogSource implements LogSource {
  readonly #options: SyslogSourceOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #datagrams: DatagramSocket | undefined;

  constructor(options: SyslogSourceOptions) {
    this.#options = options;
  }

  /** The port it listens on. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null | undefined)?.port ?? this.#datagrams?.address().port ?? 0;
  }

  async start(): Promise<void> {
    const { protocols, host } = this.#options;
    try {
      if (protocols !== 'udp') await this.#listen(host);
      if (protocols !== 'tcp') await this.#bind(host);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new ConfigurationError([
        `SECURITY_LOG_SYSLOG_PORT cannot be listened on (${code}): choose another port, or set SECURITY_LOG_SYSLOG=off`,
      ]);
    }
  }

  async stop(): Promise<void> {
    this.#datagrams?.close();
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server !== undefined) await new Promise((resolve) => this.#server?.close(resolve));
    await this.#options.buffer.flush();
  }

  async #listen(host: string): Promise<void> {
    this.#server = createServer((socket) => {
      this.#receive(socket);
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.listen(this.#options.port, host);
    await once(this.#server, 'listening');
  }

  async #bind(host: string): Promise<void> {
    const { buffer, onDropped } = this.#options;
    this.#datagrams = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    this.#datagrams.on('message', (bytes, { address }) => {
      if (buffer.isFull) onDropped(1);
      else buffer.add(canonicalAddress(address) ?? '', textOf(bytes));
    });
    // The same port as TCP, which may have been picked.
    this.#datagrams.bind(this.port === 0 ? this.#options.port : this.port, host);
    await once(this.#datagrams, 'listening');
  }

  #receive(socket: Socket): void {
    const { buffer } = this.#options;
    const sender = canonicalAddress(socket.remoteAddress ?? '') ?? '';
    const frames = new SyslogFrames();
    this.#sockets.add(socket);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      for (const message of frames.push(chunk)) buffer.add(sender, message);
      if (buffer.isFull) pause(socket, buffer);
    });
    socket.on('end', () => {
      for (const message of frames.end()) buffer.add(sender, message);
      socket.end();
    });
  }
}

/** Lets a sender wait: TCP keeps what it sends. */
function pause(socket: Socket, buffer: LineBuffer): void {
  socket.pause();
  const timer = setInterval(() => {
    if (buffer.isFull && !socket.destroyed) return;
    clearInterval(timer);
    socket.resume();
  }, PAUSE_MS);
}
