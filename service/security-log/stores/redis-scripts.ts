import { readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';

/** Streams over which origins are spread: as many analysers can work at the same time. */
export const PARTITIONS = 8;

/** Consumer group of the analysers. */
export const GROUP = 'analysers';

/** The scripts in `lua/`, without what they share. */
export const SCRIPTS = [
  'append',
  'take',
  'renew',
  'release',
  'commit',
  'bury',
  'replay',
  'lag',
  'purge',
  'replace',
  'restore',
  'blank',
  'blocklist-replace',
  'decide',
  'end-decision',
] as const;

/** Name of a script. */
export type Script = (typeof SCRIPTS)[number];

const NAMES = [
  ...['meta', 'positions', 'origins', 'actors', 'actors-by-last', 'findings', 'findings-by-last'],
  ...['dead-letters', 'leases', 'analysers'],
  ...Array.from({ length: PARTITIONS }, (_, number) => `lines-${String(number)}`),
  ...['blocklist', 'decisions'],
] as const;

/** Returns the key of that name; all have the same hash tag. */
export function keyOf(name: string): string {
  return `kiosque:{security-log}:${name}`;
}

const KEYS = NAMES.map(keyOf);

/** Runs a script. */
export type RunScript = (script: Script, ...args: readonly (string | number | Buffer)[]) => Promise<unknown>;

/** Adds the scripts to a client and returns the function that runs them. */
export function scriptsOf(redis: Redis | Cluster): RunScript {
  const commands = redis as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;
  for (const script of SCRIPTS)
    redis.defineCommand(commandOf(script), { numberOfKeys: KEYS.length, lua: sourceOf(script) });
  return async (script, ...args) => await commands[commandOf(script)]?.(...KEYS, ...args);
}

function commandOf(script: Script): string {
  return `kiosque-security-log-${script}`;
}

/** The source of a script, preceded by the constants and functions that all scripts share. */
function sourceOf(script: Script): string {
  const read = (name: string): string => readFileSync(new URL(`lua/${name}.lua`, import.meta.url), 'utf8');
  const constants = `local PARTITIONS, GROUP = ${String(PARTITIONS)}, '${GROUP}'`;
  return `${constants}\n${read('common')}\n${read(script)}`;
}
