import * as z from 'zod';
import { choice, integer, optionalText, seconds } from '../../config/setting-types.ts';
import { settingGroup } from '../../config/settings.ts';
import type { Setting, SettingValues } from '../../config/settings.ts';
import { rangeOf } from './ranges.ts';

/** Settings of the blocklist. Processes that share a store need the same values. */
export const blocklistSettings = settingGroup({
  title: 'Blocklist',
  settings: {
    BLOCKLIST_MIN_SCORE: integer('Lowest score of a finding that puts its source on the blocklist.', {
      min: 1,
      max: 1000,
      default: 1,
    }),
    BLOCKLIST_DAYS: integer('Number of days for which a source stays on the blocklist after its last hit.', {
      min: 1,
      max: 365,
      default: 7,
    }),
    BLOCKLIST_UNBLOCK_DAYS: integer('Number of days for which an unblock without an end is stronger than detectors.', {
      min: 1,
      max: 365,
      default: 30,
    }),
    BLOCKLIST_ALLOW: allowed(),
    BLOCKLIST_GROWTH_FACTOR: integer(
      'A list that would have more than this many times the entries of the start of the day (UTC), and over 100 more, is held back until a person releases it.',
      { min: 2, max: 1000, default: 3 },
    ),
    BLOCKLIST_BUILD_SECONDS: seconds('Interval between two builds of the blocklist, in processes that analyse.', {
      min: 1,
      max: 3600,
      default: 60,
    }),
    BLOCKLIST_PUBLIC: choice(
      'Whether everybody may read the files of the blocklist; otherwise they require the scope blocklist.',
      ['off', 'on'],
      'off',
    ),
    BLOCKLIST_SIGNING_KEY_FILE: optionalText(
      'File with the private key that signs the files: Ed25519, without passphrase, in the format of OpenSSH; read again when it changes. If unset, nothing is signed.',
      'a path',
    ),
    BLOCKLIST_NOTIFICATION_MINUTES: integer('Minimum number of minutes between two messages about new entries.', {
      min: 1,
      max: 10_080,
      default: 60,
    }),
    BLOCKLIST_NOTIFICATION_LANGUAGE: choice('Language of messages about the blocklist.', ['en', 'fr'], 'en'),
  },
});

/** Values of the blocklist settings. */
export type BlocklistConfig = SettingValues<typeof blocklistSettings.settings>;

function allowed(): Setting<z.ZodType<string[]>> {
  return {
    schema: z
      .string()
      .default('')
      .transform((list) => list.split(',').flatMap((entry) => entry.trim() || []))
      .pipe(z.array(z.string().refine((entry) => rangeOf(entry) !== undefined)).max(1000)),
    summary: 'Networks that are never put on the blocklist, such as those of your own offices.',
    rule: 'up to 1000 comma-separated addresses or networks without bits after their prefix, such as 198.51.100.0/24,2001:db8::/32',
  };
}
