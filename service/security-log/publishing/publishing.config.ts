import * as z from 'zod';
import { optionalText, text } from '../../config/setting-types.ts';
import { settingGroup } from '../../config/settings.ts';
import type { Setting, SettingValues } from '../../config/settings.ts';

/** Settings of the program that publishes blocklists to Git. */
export const publishingSettings = settingGroup({
  title: 'Publishing blocklists (build/security-log/publish.js)',
  settings: {
    BLOCKLIST_URL: url(),
    BLOCKLIST_KEY_FILE: optionalText(
      'File with an API key of scope blocklist, with which the lists are read; not needed where BLOCKLIST_PUBLIC is on.',
      'a path',
    ),
    BLOCKLIST_ALLOWED_SIGNERS_FILE: required(
      'File with the public keys that may sign lists, for the principal kiosque-blocklist (ALLOWED SIGNERS of ssh-keygen(1)).',
      'a path',
    ),
    BLOCKLIST_TARGETS_FILE: required(
      'YAML file with the repositories to publish to (docs/blocklist-publishing.md).',
      'a path',
    ),
    BLOCKLIST_COMMIT_KEY_FILE: required(
      'File with the unencrypted Ed25519 private key, in the format of OpenSSH, that signs commits and scripts.',
      'a path',
    ),
    BLOCKLIST_COMMIT_AUTHOR: text(
      'Author and committer of the commits.',
      'a name and a mail address, such as Kiosque <kiosque@example.org>',
      'Kiosque <kiosque@localhost>',
      /^[^<>\p{Cc}]{1,100} <[^<>\s]{1,100}>$/u,
    ),
    BLOCKLIST_SCRIPTS_DIRECTORY: text(
      'Directory of the firewall scripts, for targets that publish them.',
      'a path',
      'tools/firewall',
    ),
  },
});

/** Values of the settings of publishing. */
export type PublishingConfig = SettingValues<typeof publishingSettings.settings>;

function required(summary: string, rule: string): Setting<z.ZodType<string>> {
  return { schema: z.string().min(1), summary, rule };
}

function url(): Setting<z.ZodType<URL>> {
  const schema = z
    .string()
    .refine((value) => URL.canParse(value))
    .transform((value) => new URL(value))
    .refine(({ protocol, username, password }) => /^https?:$/.test(protocol) && username === '' && password === '')
    .refine(({ pathname, search, hash }) => pathname.endsWith('/') && search === '' && hash === '');
  return {
    schema,
    summary: 'Base address of the lists.',
    rule: 'an http or https URL that ends with /, such as https://kiosque.example.org/blocklists/',
  };
}
