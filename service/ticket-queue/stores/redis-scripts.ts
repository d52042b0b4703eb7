import { readFileSync } from 'node:fs';
import { KEPT_EVENTS, SHOWN_CALLED, SKIPPED } from './ticket-store.ts';

/** The scripts in `scripts/`, without what they share. */
export const SCRIPTS = [
  'issue',
  'call',
  'transition',
  'find',
  'snapshot',
  'purge',
  'restore-tickets',
  'restore-counters',
] as const;

/** Name of a script. */
export type Script = (typeof SCRIPTS)[number];
/** Keys of a queue, in the order of scripts/common.lua. */
export const KEYS = ['tickets', 'waiting', 'called', 'requests', 'sequence', 'events'];

/** The command that ioredis gets for a script. */
export function commandOf(script: Script): string {
  return `kiosque-${script}`;
}

/** The source of a script, preceded by the constants and functions that all scripts share. */
export function sourceOf(script: Script): string {
  const read = (name: string): string => readFileSync(new URL(`scripts/${name}.lua`, import.meta.url), 'utf8');
  const constants = `local KEPT, SHOWN, SKIPPED = ${[KEPT_EVENTS, SHOWN_CALLED, SKIPPED].join(', ')}`;
  return `${constants}\n${read('common')}\n${read(script)}`;
}
