import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../environments/environment.ts';
import { azureSections } from './azure-commands.ts';
import { compare } from './declared.ts';
import type { Answer, Declared, Report } from './declared.ts';
import { declaredResources } from './declared-resources.ts';
import { inAzure } from './identity-commands.ts';

/**
 * Compares the Azure resources of an environment with what exists. Changes nothing: it only runs `az ... show`.
 *
 * @param recorded a directory with recorded answers instead, as `fileOf` names them; a resource without a file does not exist.
 * @throws Error if the environment uses no Azure resources, or there is no such directory.
 */
export function checkAzureResources(given: Environment, recorded?: string): Report & { readonly count: number } {
  const environment = inAzure(given);
  // Otherwise everything would seem to be missing.
  if (recorded !== undefined && !existsSync(recorded)) throw new Error(`there is no directory ${recorded}`);
  const commands = azureSections(environment).flatMap((section) => section.commands);
  const declared = declaredResources(environment);
  const report = compare(
    declared,
    (resource) => (recorded === undefined ? askAzure(resource) : readRecorded(join(recorded, fileOf(resource)))),
    (resource) => createCommandOf(resource, commands),
  );
  return { ...report, count: declared.length };
}

/** The file of a recorded answer: `storage-account-kiosqueproduction.json`. */
export function fileOf({ title }: Declared): string {
  return `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.json`;
}

/** Names a container or pool, of which there are several, by its options. */
function createCommandOf({ create, title }: Declared, commands: readonly string[]): string {
  const found = commands.find((command) => command.startsWith(`${create} `));
  if (found === undefined) throw new Error(`no command creates ${title}: ${create}`);
  return found.replaceAll(' \\\n ', '');
}

function askAzure({ show }: Declared): Answer {
  const { status, stdout, stderr, error } = spawnSync(
    'az',
    [...show.split(' '), '--output', 'json', '--only-show-errors'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (error !== undefined) return { unreadable: error.message };
  if (status === 0) return parsed(stdout);
  // The exit code of a resource that `show` does not find.
  if (status === 3) return { missing: true };
  return { unreadable: firstLineOf(stderr) };
}

function readRecorded(path: string): Answer {
  return existsSync(path) ? parsed(readFileSync(path, 'utf8')) : { missing: true };
}

function parsed(text: string): Answer {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { json };
  } catch {
    // Reported below.
  }
  return { unreadable: 'the answer is not the JSON of a resource' };
}

function firstLineOf(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
