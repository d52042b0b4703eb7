import * as z from 'zod';
import { serverSettings } from './config/server.config.ts';
import { ConfigurationError, readSettings, settingGroup } from './config/settings.ts';
import type { ConfigOf, RetiredOptions, Setting, SettingGroup } from './config/settings.ts';
import { CONTRACT } from './contract.ts';
import type { Feature } from './feature.ts';
import { FEATURES } from './features.ts';
import type { FeatureName } from './features.ts';
import { notificationSettings } from './notifications/notifications.config.ts';
import { telemetrySettings } from './telemetry/telemetry.config.ts';
import { webSettings } from './web/frame/web.config.ts';

type Groups = [
  typeof serverSettings,
  typeof webSettings,
  typeof notificationSettings,
  typeof telemetrySettings,
  ReturnType<typeof featureSettings>,
  ...(typeof FEATURES)[number]['settings'][number][],
];

/** Values of all settings. */
export type Configuration = ConfigOf<Groups>;

/** Returns the settings of the process and of all features, in display order. */
export function settingGroups(features: readonly Feature[] = FEATURES): readonly SettingGroup[] {
  const own = features.flatMap(({ settings }) => settings);
  return [
    ...new Set<SettingGroup>([
      featureSettings(features),
      serverSettings,
      ...own,
      notificationSettings,
      telemetrySettings,
      webSettings,
    ]),
  ];
}

/**
 * Reads and validates the configuration.
 *
 * @param options command line options, such as `--redis-host 10.0.0.1`; they take precedence over the environment.
 * @throws ConfigurationError listing every invalid variable or option.
 */
export function readConfiguration(
  environment: NodeJS.ProcessEnv,
  options: readonly string[] = [],
  features: readonly Feature[] = FEATURES,
  retired: RetiredOptions = {},
): Configuration {
  const config = readSettings(settingGroups(features), environment, options, retired) as Configuration;
  const problems = features.flatMap((feature) => {
    const others = features.filter((other) => other !== feature);
    return feature.check?.(config, reservedPaths(others)) ?? [];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
}

/** Returns the first path segments that settings must not use: those of the service, of all collections, and of these features. */
function reservedPaths(features: readonly Feature[]): readonly string[] {
  const own = features.flatMap((feature) => feature.reservedPaths ?? []);
  return [...new Set([...CONTRACT.reservedPaths, ...CONTRACT.collections, ...own])].sort();
}

/** The FEATURES setting. */
function featureSettings(features: readonly Feature[]): SettingGroup<{ FEATURES: Setting<z.ZodType<FeatureName[]>> }> {
  const names = features.map(({ name }) => name as FeatureName);
  const usual = features.filter(({ isOptional = false }) => !isOptional).map(({ name }) => name);
  return settingGroup({
    title: 'Features',
    settings: {
      FEATURES: {
        schema: z
          .string()
          .default(usual.join(','))
          .transform((list) => list.split(',').map((feature) => feature.trim()))
          .pipe(z.array(z.enum(names))),
        summary: 'Features to run.',
        rule: `${names.join(' or ')}, or a comma-separated list of them`,
      },
    },
    changesAnswers: ['FEATURES'],
  });
}
