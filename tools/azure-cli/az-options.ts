import { GLOBAL_OPTIONS } from './global-options.ts';
import { partsOf } from './parts-of.ts';
import recorded from './options.json' with { type: 'json' };

/** Options of a command, as the Azure CLI prints them in its help. */
export interface KnownCommand {
  /** All names: `--name`, `-n`. */
  readonly options: readonly string[];
  /** Those that must be given, by their alternative names. */
  readonly required: readonly (readonly string[])[];
}

/** The version whose options are recorded. */
export const RECORDED_VERSION: string = recorded.version;

/** The options of every command; a text says why they are not known. */
const COMMANDS = new Map(Object.entries(recorded.commands as Record<string, KnownCommand | string>));

/**
 * Returns what the recorded version of the Azure CLI would reject in a command; undefined if it does not know the command.
 *
 * @throws Error if the command was not recorded.
 */
export function problemsOf(words: readonly string[]): string[] | undefined {
  const { command, options } = partsOf(words);
  const known = COMMANDS.get(command);
  if (known === undefined) throw new Error(`"az ${command}" was not recorded: run "npm run azure:options"`);
  if (typeof known === 'string') return undefined;
  const unknown = options.filter((option) => !known.options.includes(option) && !GLOBAL_OPTIONS.has(option));
  const missing = known.required.filter((names) => !names.some((name) => options.includes(name)));
  return [
    ...unknown.map((option) => `unrecognized arguments: ${option}`),
    ...missing.map((names) => `the following arguments are required: ${names.join('/')}`),
  ];
}

/** Returns why the options of a command are not known; undefined if they are. */
export function whyUnknown(command: string): string | undefined {
  const known = COMMANDS.get(command);
  return typeof known === 'string' ? known : undefined;
}
