/**
 * `npm run azure:options`: records the options of every command of the Azure CLI that Kiosque runs or prints, as the installed
 * version prints them in its help, in tools/azure-cli/options.json; specs check commands against it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { usedCommands } from './used-commands.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import type { KnownCommand } from './az-options.ts';

const { 'azure-cli': version } = JSON.parse(
  execFileSync('az', ['version', '--output', 'json'], { encoding: 'utf8' }),
) as Record<string, string>;
const commands = Object.fromEntries(usedCommands().map((command) => [command, optionsOf(command)]));
writeFileSync('tools/azure-cli/options.json', `${JSON.stringify({ version, commands }, null, 2)}\n`);

function optionsOf(command: string): KnownCommand | string {
  const { status, stdout, stderr } = spawnSync('az', [...command.split(' '), '--help'], { encoding: 'utf8' });
  if (/misspelled or not recognized/.test(stderr)) return `not a command of ${String(version)}`;
  if (status !== 0) return `${String(version)} cannot load this command`;
  const lines = [...stdout.matchAll(/^ {4}(-\S+(?: -\S+)*) +(.*)$/gm)].map(([, names = '', rest = '']) => ({
    names: names.split(' '),
    isRequired: rest.startsWith('[Required]'),
  }));
  return {
    options: lines.flatMap(({ names }) => names).filter((name) => !GLOBAL_OPTIONS.has(name)),
    required: lines.filter(({ isRequired }) => isRequired).map(({ names }) => names),
  };
}
