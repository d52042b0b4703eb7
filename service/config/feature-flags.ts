import * as z from 'zod';
import type { Setting, SettingGroup } from './settings.ts';

/** Who removes a feature flag, and when. */
export interface Ownership {
  /** A team of `.github/CODEOWNERS`: `@kiosque/maintainers`. */
  readonly owner: string;
  /** Last day on which the flag may exist, at most a year ahead: `2027-03-31`. CI fails afterwards (`npm run flags`). */
  readonly ends: string;
}

/** A setting that turns unfinished or unproven behaviour on for some environments, until it is removed. */
export interface FeatureFlag extends Setting<z.ZodType<'off' | 'on'>> {
  readonly flag: Ownership;
}

/** Defines a feature flag, which is off unless an environment turns it on. It also has to be listed in `contract.ts`. */
export function featureFlag(summary: string, flag: Ownership): FeatureFlag {
  return {
    schema: z.enum(['off', 'on']).default('off'),
    summary: `${summary} Feature flag of ${flag.owner} until ${flag.ends}.`,
    rule: 'one of off, on',
    flag,
  };
}

/** A feature flag with its name. */
export interface NamedFlag extends Ownership {
  readonly name: string;
}

/** Returns the feature flags among settings, by name. */
export function featureFlags(groups: readonly SettingGroup[]): readonly NamedFlag[] {
  return groups
    .flatMap(({ settings }) => Object.entries(settings))
    .flatMap(([name, setting]) => ('flag' in setting ? [{ name, ...(setting as FeatureFlag).flag }] : []))
    .sort((a, b) => a.name.localeCompare(b.name));
}
