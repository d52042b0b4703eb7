import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ended } from '../../../service/test/run-command.ts';
import { Namespaces, PORT } from './namespaces.ts';
import { LISTED } from './networks.ts';
import { FAR, listOf, makeSigner, writeSigned } from './signed-list.ts';

/** The library, and the program. */
const TOOLS = new URL('..', import.meta.url).pathname;
const PROGRAM = join(TOOLS, 'kiosque-blocklist');

/** A host with kiosque-blocklist in a network namespace, and clients that reach it. */
export class Host {
  readonly namespaces: Namespaces;
  readonly directory = mkdtempSync(join(tmpdir(), 'kiosque-firewall-'));
  readonly #backend: 'nft' | 'ipset';

  private constructor(namespaces: Namespaces, backend: 'nft' | 'ipset') {
    this.namespaces = namespaces;
    this.#backend = backend;
    for (const name of ['etc', 'www', 'state']) mkdirSync(join(this.directory, name));
    makeSigner(this.path('key'), this.path('etc/allowed_signers'));
    this.configure();
  }

  static async create(backend: 'nft' | 'ipset'): Promise<Host> {
    return new Host(await Namespaces.create(), backend);
  }

  get #environment(): Readonly<Record<string, string>> {
    return { KIOSQUE_BLOCKLIST_CONFIG: this.path('etc'), KIOSQUE_BLOCKLIST_LIBRARY: TOOLS };
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Writes the settings; `changes` come last. */
  configure(changes: Readonly<Record<string, string>> = {}): void {
    const own = { URL: `http://127.0.0.1:${String(PORT)}/`, STATE: this.path('state'), BACKEND: this.#backend };
    const lines = Object.entries({ ...own, ...changes }).map(([name, value]) => `${name}=${value}`);
    writeFileSync(this.path('etc/config'), `${lines.join('\n')}\n`);
  }

  /** Publishes a list that is valid until {@link FAR}. */
  publish(version: number, networks: readonly string[]): void {
    writeSigned(this.path('www/all.txt'), listOf(version, { [FAR]: networks }), this.path('key'));
  }

  /** Runs kiosque-blocklist. */
  run(...args: string[]): Promise<Ended> {
    return this.namespaces.run(PROGRAM, args, this.#environment);
  }

  /** Runs kiosque-blocklist, and kills it after a number of seconds. */
  runKilled(seconds: string, ...args: string[]): Promise<Ended> {
    return this.namespaces.run('timeout', ['--signal', 'KILL', seconds, PROGRAM, ...args], this.#environment);
  }

  /** Runs a command, which finds kiosque-blocklist as `$K`. */
  shell([command = '', ...args]: readonly string[]): Promise<Ended> {
    return this.namespaces.run(command, args, { ...this.#environment, K: PROGRAM });
  }

  /** Back to a host that has never had a list, with a first one on the server. */
  async reset(): Promise<void> {
    await this.run('undo');
    for (const name of ['active.txt', 'baseline', 'undone', 'loaded', 'backend'])
      rmSync(this.path(`state/${name}`), { force: true });
    rmSync(this.path('etc/allow'), { force: true });
    this.configure();
    this.publish(1, LISTED);
  }

  /** Loads and confirms the first list; returns the rules. */
  async activate(): Promise<string> {
    for (const command of ['update', 'confirm']) {
      const { code, stderr } = await this.run(command);
      if (code !== 0) throw new Error(stderr);
    }
    return this.rules();
  }

  /** Every rule and every element of the host, without what runs: counters and remaining times. */
  async rules(): Promise<string> {
    const commands = 'nft list ruleset; ipset save | sort';
    const { stdout } = await this.namespaces.run('sh', ['-c', commands]);
    return stdout.replaceAll(/(?:timeout|expires|packets|bytes|initval) \S+/g, '');
  }

  async end(): Promise<void> {
    await this.namespaces.end();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
