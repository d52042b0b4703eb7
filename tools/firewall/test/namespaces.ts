import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { runCommand } from '../../../service/test/run-command.ts';
import type { Ended } from '../../../service/test/run-command.ts';

/** Port of the server in the namespace of the host. */
export const PORT = 8000;

/** Addresses of the host. */
export const HOST = { v4: '11.0.9.1', v6: '2600:9::1' } as const;

/**
 * Two network namespaces, joined by a veth pair: a host, where the firewall is, and clients, which can use any address. Needs root.
 * Nothing of them remains when they end.
 */
export class Namespaces {
  readonly #host: ChildProcess;
  readonly #clients: ChildProcess;
  #server: ChildProcess | undefined;

  private constructor(host: ChildProcess, clients: ChildProcess) {
    this.#host = host;
    this.#clients = clients;
  }

  static async create(): Promise<Namespaces> {
    const namespaces = new Namespaces(await holder(), await holder());
    await namespaces.#connect();
    return namespaces;
  }

  /** Runs a command in the namespace of the host. */
  run(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return enter(this.#host, command, args, environment);
  }

  /** Whether a client with this address reaches the server of the host. */
  async reaches(address: string): Promise<boolean> {
    const host = address.includes(':') ? `[${HOST.v6}]` : HOST.v4;
    const url = `http://${host}:${String(PORT)}/`;
    const { code } = await enter(this.#clients, 'curl', ['-sg', '--max-time', '1', '--interface', address, url]);
    return code === 0;
  }

  /** Gives the clients these addresses. */
  async addClients(addresses: readonly string[]): Promise<void> {
    const commands = addresses.map((address) =>
      address.includes(':')
        ? `ip address add ${address}/16 dev client nodad`
        : `ip address add ${address}/8 dev client`,
    );
    await done(enter(this.#clients, 'sh', ['-ec', commands.join('\n')]));
  }

  /** Serves the files of a directory, until `answers` requests were answered. */
  async serve(directory: string, answers = Infinity, token?: string): Promise<void> {
    await this.stopServer();
    const script = new URL('list-server.ts', import.meta.url).pathname;
    const args = [script, directory, String(PORT), String(answers), ...(token === undefined ? [] : [token])];
    this.#server = spawn('nsenter', [...inside(this.#host), process.execPath, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { stdout } = this.#server;
    if (stdout !== null) await once(stdout, 'data');
  }

  async stopServer(): Promise<void> {
    await end(this.#server);
    this.#server = undefined;
  }

  async end(): Promise<void> {
    await this.stopServer();
    await end(this.#host);
    await end(this.#clients);
  }

  async #connect(): Promise<void> {
    const peer = String(this.#clients.pid);
    const host = `ip link set lo up
      ip link add host type veth peer name client netns ${peer}
      ip address add ${HOST.v4}/8 dev host
      ip address add ${HOST.v6}/16 dev host nodad
      ip link set host up`;
    await done(this.run('sh', ['-ec', host]));
    await done(enter(this.#clients, 'sh', ['-ec', 'ip link set lo up; ip link set client up']));
  }
}

/** A process that keeps a new network namespace. */
async function holder(): Promise<ChildProcess> {
  const child = spawn('unshare', ['-n', 'sh', '-c', 'echo ready; exec sleep infinity'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

function inside({ pid }: ChildProcess): string[] {
  return [`--net=/proc/${String(pid)}/ns/net`];
}

function enter(
  child: ChildProcess,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = { PATH: process.env['PATH'], ...environment };
  return runCommand('nsenter', [...inside(child), command, ...args], { env });
}

async function done(ended: Promise<Ended>): Promise<void> {
  const { code, stderr } = await ended;
  if (code !== 0) throw new Error(stderr);
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
