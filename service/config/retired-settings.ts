/** Name of a release, such as `v1.2.0`. */
export type Release = `v${number}.${number}.${number}`;

/** A setting whose name changed; its value is used under the new name. */
export interface RenamedSetting {
  readonly name: string;
  /** Its new name. */
  readonly to: string;
  /** The release that no longer accepts the old name. */
  readonly until: Release;
}

/** A setting that has no effect any more. */
export interface RemovedSetting {
  readonly name: string;
  /** Why, and what to do instead, as a sentence. */
  readonly reason: string;
  /** The release that no longer mentions it. */
  readonly until: Release;
}

export type RetiredSetting = RenamedSetting | RemovedSetting;

/** Renamed and removed settings, which are reported at start for one release. A spec fails if an entry outlives its release. */
export const RETIRED_SETTINGS: readonly RetiredSetting[] = [];

/** Receives a sentence for each retired setting that is given. */
export type Warn = (sentence: string) => void;

/**
 * Returns the given variables with the values of renamed ones under their new names. A variable with the new name takes precedence.
 * Empty variables count as unset.
 */
export function replaceRetired(
  given: Readonly<NodeJS.ProcessEnv>,
  retired: readonly RetiredSetting[],
  warn: Warn,
): Readonly<NodeJS.ProcessEnv> {
  const values = { ...given };
  for (const setting of retired) {
    const { name, until } = setting;
    const value = given[name];
    if (value === undefined || value === '') continue;
    if (!('to' in setting)) {
      warn(`${name} has no effect any more. ${setting.reason} Remove it before ${until}.`);
    } else if ((given[setting.to] ?? '') === '') {
      values[setting.to] = value;
      warn(`${name} was renamed to ${setting.to}, which gets its value. Rename it before ${until}, which ignores it.`);
    } else {
      warn(`${name} was renamed to ${setting.to}, which is set too and takes precedence. Remove ${name}.`);
    }
  }
  return values;
}

/** Formats the retired settings as the last section of docs/settings.md; empty if there are none. */
export function retiredAsMarkdown(retired: readonly RetiredSetting[]): string {
  if (retired.length === 0) return '';
  const rows = retired.map((setting) => {
    const instead = 'to' in setting ? `Renamed to \`${setting.to}\`.` : `Removed. ${setting.reason}`;
    return `| \`${setting.name}\` | ${instead.replaceAll('|', '\\|')} | ${setting.until} |`;
  });
  return [
    '## Renamed and removed settings',
    '',
    'They are reported at start; values of renamed settings are used until the release in the last column.',
    '',
    '| Variable | What to do | Until |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
