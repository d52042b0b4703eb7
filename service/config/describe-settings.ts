import { defaultOf } from './settings.ts';
import type { SettingGroup } from './settings.ts';

/** Formats the settings for `--help`. */
export function describeSettings(groups: readonly SettingGroup[]): string {
  const lines = groups.flatMap(({ title, settings }) => [
    `${title}:`,
    ...Object.entries(settings).flatMap(([name, setting]) => [
      `  ${name} (${defaultOf(setting) ?? 'unset'})`,
      `      ${setting.summary} Must be ${setting.rule}.`,
    ]),
    '',
  ]);
  return [
    'Kiosque serves events, news and FAQ from files or Azure Blob Storage, and issues queue tickets.',
    '',
    'usage: node build/main.js [--help] [--<setting> <value>]...',
    '',
    'Configure it with environment variables, listed here with their defaults, or with options: --redis-host sets REDIS_HOST.',
    '',
    ...lines,
  ].join('\n');
}

/** Formats the settings as the tables of docs/settings.md. */
export function settingsAsMarkdown(groups: readonly SettingGroup[]): string {
  return groups
    .map(({ title, settings }) =>
      [
        `## ${title}`,
        '',
        '| Variable | Default | Meaning | Must be |',
        '| --- | --- | --- | --- |',
        ...Object.entries(settings).map(
          ([name, setting]) =>
            `| \`${name}\` | ${code(defaultOf(setting))} | ${cell(setting.summary)} | ${cell(setting.rule)} |`,
        ),
        '',
      ].join('\n'),
    )
    .join('\n');
}

function code(value: string | undefined): string {
  return value === undefined ? 'unset' : `\`${value}\``;
}

function cell(value: string): string {
  return value.replaceAll('|', '\\|');
}
