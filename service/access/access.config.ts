import { optionalText } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import type { SettingValues } from '../config/settings.ts';

/** Whoever can change what is read from there can make tokens: it must be encrypted, unless it never leaves the machine. */
const ADDRESS = /^(?:https:\/\/[^\s?]+|http:\/\/(?:127\.0\.0\.1|localhost)(?:[:/][^\s?]*)?)$/;

/** The variables that say whose credentials are accepted, whichever feature asks for them. */
export const accessSettings = settingGroup({
  title: 'Access',
  settings: {
    QUEUE_KEYS_FILE: optionalText('File of the hashed API keys; read again when it changes.', 'a path'),
    OIDC_ISSUER: optionalText(
      'OpenID Connect issuer whose tokens may be used instead of a key.',
      'an https address without a query, or an http one of this machine',
      ADDRESS,
    ),
    OIDC_AUDIENCE: optionalText('Audience that these tokens must name.', 'a text that is not blank'),
    OIDC_JWKS_URL: optionalText(
      'Keys that sign them; by default what the issuer’s discovery document names.',
      'an https address without a query, or an http one of this machine',
      ADDRESS,
    ),
  },
});

/** The values of the variables of access. */
export type AccessConfig = SettingValues<typeof accessSettings.settings>;
