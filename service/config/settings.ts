import type * as z from 'zod';
import { readOptions } from './command-line.ts';
import { RETIRED_SETTINGS, replaceRetired } from './retired-settings.ts';
import type { RetiredSetting, Warn } from './retired-settings.ts';
import { similarName } from './similar-name.ts';

/** One environment variable: its schema (with the default), and its meaning in one sentence. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly summary: string;
  /** The rule in words: `an integer from 0 to 65535`. */
  readonly rule: string;
  /** Whether an empty variable is a value rather than unset. @default false */
  readonly emptyIsValue?: boolean;
}

/** The variables of one feature, by name. */
export type Settings = Readonly<Record<string, Setting>>;

/** The parsed values of a feature's variables. */
export type SettingValues<S extends Settings> = {
  readonly [Name in keyof S]: S[Name] extends Setting<infer Schema> ? z.output<Schema> : never;
};

/** A titled group, as listed by `--help` and docs/settings.md. */
export interface SettingGroup<S extends Settings = Settings> {
  readonly title: string;
  readonly settings: S;
  /** Settings that change responses, so that entity tags depend on them. @default none */
  readonly changesAnswers?: readonly string[];
}

/** The combined values of several groups. */
export type ConfigOf<Groups extends readonly SettingGroup[]> = Both<ValuesOf<Groups[number]>>;

type ValuesOf<Group> = Group extends SettingGroup<infer S> ? SettingValues<S> : never;

/** Converts a union to an intersection. */
type Both<Union> = (Union extends unknown ? (member: Union) => void : never) extends (both: infer All) => void
  ? All
  : never;

/** Defines a group, preserving the types of its settings. */
export function settingGroup<const S extends Settings>(
  group: SettingGroup<S> & { readonly changesAnswers?: readonly (keyof S & string)[] },
): SettingGroup<S> {
  return group;
}

/** Invalid configuration. One line per problem: the variable's name and its rule, never its value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Where warnings about retired settings go, and which settings are retired. */
export interface RetiredOptions {
  /** @default a warning of the process, on standard error */
  readonly warn?: Warn;
  /** @default RETIRED_SETTINGS */
  readonly retired?: readonly RetiredSetting[];
}

/**
 * Reads, validates and freezes the variables of `groups`.
 * An empty variable counts as unset, unless the setting says otherwise. A variable whose name is similar to a setting is an error.
 * Options take precedence. Renamed settings set the one with the new name.
 *
 * @throws ConfigurationError listing every invalid variable.
 */
export function readSettings(
  groups: readonly SettingGroup[],
  environment: NodeJS.ProcessEnv,
  options: readonly string[] = [],
  { warn = emitWarning, retired = RETIRED_SETTINGS }: RetiredOptions = {},
): Readonly<Record<string, unknown>> {
  const settings = Object.assign({}, ...groups.map((group) => group.settings)) as Settings;
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  const known = [...Object.keys(settings), ...retired.map(({ name }) => name)];
  const optionValues = readOptions(options, known, problems);
  const given = {
    ...replaceRetired(environment, retired, warn),
    ...replaceRetired(optionValues, retired, warn),
  };
  for (const [name, setting] of Object.entries(settings)) {
    const isUnset = given[name] === '' && setting.emptyIsValue !== true;
    const result = setting.schema.safeParse(isUnset ? undefined : given[name]);
    if (result.success) values[name] = result.data;
    else problems.push(`${name} must be ${setting.rule}. ${setting.summary}`);
  }
  for (const name of Object.keys(environment)) {
    const meant = known.includes(name) ? undefined : similarName(name, Object.keys(settings));
    if (meant !== undefined) problems.push(`${name} is not a setting: did you mean ${meant}? Rename or remove it.`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.freeze(values);
}

function emitWarning(sentence: string): void {
  process.emitWarning(sentence);
}

/** Returns the default of a setting as text; undefined if it has none. */
export function defaultOf(setting: Setting): string | undefined {
  const result = setting.schema.safeParse(undefined);
  if (!result.success || result.data === undefined) return undefined;
  const parts = Array.isArray(result.data) ? (result.data as unknown[]) : [result.data];
  return parts.map(String).join(',');
}
