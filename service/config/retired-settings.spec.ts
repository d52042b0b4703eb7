import { describe, expect, it } from '@jest/globals';
import { BUILD } from '../common/build.ts';
import { readConfiguration, settingGroups } from '../configuration.ts';
import { RETIRED_SETTINGS, retiredAsMarkdown } from './retired-settings.ts';
import type { RetiredSetting } from './retired-settings.ts';
import { readSettings } from './settings.ts';

const RETIRED: readonly RetiredSetting[] = [
  { name: 'QUEUE_LABEL', to: 'QUEUE_NAME', until: 'v0.3.0' },
  { name: 'CONTENT_DIRECTORIES', to: 'CONTENT_DIRECTORY', until: 'v0.3.0' },
  { name: 'LOG_COLOURS', reason: 'Colours follow the terminal.', until: 'v0.3.0' },
];

function read(environment: NodeJS.ProcessEnv, options: readonly string[] = []): [Record<string, unknown>, string[]] {
  const warnings: string[] = [];
  const warn = (sentence: string): number => warnings.push(sentence);
  return [readSettings(settingGroups(), environment, options, { retired: RETIRED, warn }), warnings];
}

describe('a renamed setting', () => {
  const used =
    'QUEUE_LABEL was renamed to QUEUE_NAME, which gets its value. Rename it before v0.3.0, which ignores it.';
  const ignored = 'QUEUE_LABEL was renamed to QUEUE_NAME, which is set too and takes precedence. Remove QUEUE_LABEL.';

  it.each<[string, NodeJS.ProcessEnv, readonly string[], string, readonly string[]]>([
    ['set its successor', { QUEUE_LABEL: 'rubis' }, [], 'rubis', [used]],
    ['set its successor as an option', {}, ['--queue-label', 'rubis'], 'rubis', [used]],
    ['override the environment as an option', { QUEUE_NAME: 'a' }, ['--queue-label=rubis'], 'rubis', [used]],
    ['yield to its successor', { QUEUE_LABEL: 'a', QUEUE_NAME: 'rubis' }, [], 'rubis', [ignored]],
    ['yield to its successor as an option', { QUEUE_LABEL: 'a' }, ['--queue-name=rubis'], 'rubis', [used]],
    ['count as unset if empty', { QUEUE_LABEL: '', QUEUE_NAME: 'rubis' }, [], 'rubis', []],
    ['fill an empty successor', { QUEUE_LABEL: 'rubis', QUEUE_NAME: '' }, [], 'rubis', [used]],
    ['not be missed', { QUEUE_NAME: 'rubis' }, [], 'rubis', []],
  ])('should %s', (_, environment, options, name, warnings) => {
    const [config, given] = read(environment, options);
    expect([config['QUEUE_NAME'], given]).toEqual([name, warnings]);
    expect(config).not.toHaveProperty('QUEUE_LABEL');
  });

  it('should be validated by the rule of its successor', () => {
    expect(() => read({ QUEUE_LABEL: '1st' })).toThrow(/^QUEUE_NAME must be a letter/);
  });

  it('should not count as misspelt, until its entry is removed', () => {
    expect(read({ CONTENT_DIRECTORIES: '/x' })[0]['CONTENT_DIRECTORY']).toBe('/x');
    expect(() => readConfiguration({ CONTENT_DIRECTROY: '/x' })).toThrow('did you mean CONTENT_DIRECTORY');
  });
});

describe('a removed setting', () => {
  const warning = 'LOG_COLOURS has no effect any more. Colours follow the terminal. Remove it before v0.3.0.';

  it.each([
    [{ LOG_COLOURS: 'on' }, []],
    [{}, ['--log-colours', 'on']],
  ])('should be reported and ignored: %j %j', (environment, options) => {
    const [config, warnings] = read(environment, options);
    expect(warnings).toEqual([warning]);
    expect(config).toEqual(readConfiguration({}));
  });
});

describe('the table of retired settings', () => {
  it('should be a section of the page, if it has entries', () => {
    expect(retiredAsMarkdown([])).toBe('');
    expect(retiredAsMarkdown(RETIRED)).toContain('| `QUEUE_LABEL` | Renamed to `QUEUE_NAME`. | v0.3.0 |');
    expect(retiredAsMarkdown(RETIRED)).toContain('| `LOG_COLOURS` | Removed. Colours follow the terminal. | v0.3.0 |');
  });

  it('should have only names that are free, successors that exist, and releases to come', () => {
    const names = settingGroups().flatMap(({ settings }) => Object.keys(settings));
    expect(problemsOf(RETIRED_SETTINGS, names)).toEqual([]);
    const wrong: readonly RetiredSetting[] = [
      { name: 'PORT', to: 'HOST', until: 'v9.0.0' },
      { name: 'A', to: 'B', until: 'v9.0.0' },
      { name: 'C', reason: 'None.', until: 'v0.1.0' },
    ];
    expect(problemsOf(wrong, names)).toEqual([
      'PORT is still a setting',
      'B is not a setting',
      'C is due: remove its entry',
    ]);
  });
});

function problemsOf(retired: readonly RetiredSetting[], names: readonly string[]): string[] {
  return retired.flatMap((setting) => [
    ...(names.includes(setting.name) ? [`${setting.name} is still a setting`] : []),
    ...('to' in setting && !names.includes(setting.to) ? [`${setting.to} is not a setting`] : []),
    ...(isDue(setting.until) ? [`${setting.name} is due: remove its entry`] : []),
  ]);
}

/** Whether the version in package.json has reached the release. */
function isDue(release: string): boolean {
  return release.slice(1).localeCompare(BUILD.version, 'en', { numeric: true }) <= 0;
}
