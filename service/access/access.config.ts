import { optionalText } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import type { SettingValues } from '../config/settings.ts';

/** Anyone who can tamper with these responses can forge tokens, so they must be encrypted unless they never leave the machine. */
const ADDRESS = /^(?:https:\/\/[^\s?]+|http:\/\/(?:127\.0\.0\.1|localhost)(?:[:/][^\s?]*)?)$/;

/** Settings of accepted credentials, shared by all features. */
export const accessSettings = settingGroup({
  title: 'Access',
  settings: {
    QUEUE_KEYS_FILE: optionalText('File with the hashed API keys; reloaded when it changes.', 'a path'),
    OIDC_ISSUER: optionalText(
      'OpenID Connect issuer whose tokens are accepted in place of an API key.',
      'an https URL without a query, or an http URL on localhost',
      ADDRESS,
    ),
    OIDC_AUDIENCE: optionalText('Audience that the tokens must contain.', 'a non-blank string'),
    OIDC_JWKS_URL: optionalText(
      'URL of the keys that sign the tokens; by default the one in the issuer’s discovery document.',
      'an https URL without a query, or an http URL on localhost',
      ADDRESS,
    ),
  },
});

/** Values of the access settings. */
export type AccessConfig = SettingValues<typeof accessSettings.settings>;
