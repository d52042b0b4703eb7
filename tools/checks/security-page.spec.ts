import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { defaultOf } from '../../service/config/settings.ts';
import { settingGroups } from '../../service/configuration.ts';

/** Names of limits; `max-age` and the lifetime of sessions are not limits of requests. */
const LIMIT = /^MAX_|LIMIT|PER_MINUTE|_MAX_(?!AGE_|HOURS)/;

describe('docs/security.md', () => {
  it('should have a row for every limit, with the default of its setting', () => {
    const limits = settingGroups()
      .flatMap(({ settings }) => Object.entries(settings))
      .filter(([name]) => LIMIT.test(name))
      .map(([name, setting]) => [name, defaultOf(setting) ?? 'unset']);
    const rows = readFileSync('docs/security.md', 'utf8').matchAll(/^\| `([A-Z_]+)` +\| `?([^`|]+?)`? +\|/gm);
    const documented = new Map([...rows].map(([, name, value]) => [name, value]));
    expect(limits.length).toBeGreaterThan(4);
    expect(limits.map(([name]) => [name, documented.get(name)])).toEqual(limits);
  });
});
