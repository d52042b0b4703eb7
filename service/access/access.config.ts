import { choice, integer, optionalText, text } from '../config/setting-types.ts';
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
    OIDC_AUDIENCE: optionalText(
      'Audience that bearer tokens must contain; without it none are accepted.',
      'a non-blank string',
    ),
    OIDC_JWKS_URL: optionalText(
      'URL of the keys that sign the tokens; by default the one in the issuer’s discovery document.',
      'an https URL without a query, or an http URL on localhost',
      ADDRESS,
    ),
    OIDC_CLIENT_ID: optionalText(
      'Client id under which people sign in to the pages at OIDC_ISSUER; requires PUBLIC_URL. Without it, pages are opened with a key.',
      'a non-blank string',
    ),
    OIDC_CLIENT_SECRET_FILE: optionalText(
      'File with the client secret; without it, the client is public and proves itself by PKCE alone.',
      'a path',
    ),
    OIDC_REQUESTED_SCOPES: text(
      'Scopes requested when people sign in.',
      'space-separated scopes that include openid',
      'openid profile',
      /^(?=.*\bopenid\b)[\w:./-]+(?: [\w:./-]+)*$/,
    ),
    OIDC_ROLES_CLAIM: text(
      'Claim with the roles of a person or token, or a path such as realm_access.roles.',
      'a non-blank string',
      'roles',
    ),
    SESSION_SECRETS_FILE: optionalText(
      'File with the secrets that encrypt session cookies, one per line: the first encrypts, all decrypt. Without it, sessions are valid in one process until it exits.',
      'a path',
    ),
    SESSION_IDLE_MINUTES: integer('Minutes without a request after which a session ends.', {
      min: 1,
      max: 1440,
      default: 30,
    }),
    SESSION_MAX_HOURS: integer('Hours after which a session ends regardless of activity.', {
      min: 1,
      max: 168,
      default: 10,
    }),
    ACCESS_STORE: choice(
      'Where managed keys, ended sessions and the audit log are stored: Redis, or a SQLite file for a single process.',
      ['sqlite', 'redis'],
      'sqlite',
    ),
    ACCESS_DIRECTORY: text('Directory of the SQLite file access.sqlite; created if missing.', 'a path', 'data'),
    AUDIT_KEEP_DAYS: integer('Number of days to keep the audit log.', { min: 1, max: 3650, default: 90 }),
  },
});

/** Values of the access settings. */
export type AccessConfig = SettingValues<typeof accessSettings.settings>;
