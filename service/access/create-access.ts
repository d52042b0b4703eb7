import { isIP } from 'node:net';
import type { Logger } from 'pino';
import { ConfigurationError } from '../config/settings.ts';
import type { AccessConfig } from './access.config.ts';
import { AnyAccess } from './access.ts';
import type { Access, Scopes } from './access.ts';
import { ApiKeys, TrialKey } from './api-keys.ts';

/**
 * Creates the access configured in the settings, for these scopes. Without credentials, a process that listens on a loopback address gets
 * a trial key.
 *
 * @throws ConfigurationError if no credentials are configured and HOST is not a loopback address, or if they cannot be loaded.
 */
export async function createAccess(
  config: AccessConfig & { readonly HOST: string },
  scopes: Scopes,
  logger: Logger,
  now: () => number,
): Promise<Access> {
  const kinds: Access[] = [];
  if (config.QUEUE_KEYS_FILE !== undefined) kinds.push(new ApiKeys(config.QUEUE_KEYS_FILE, scopes, logger, now));
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: jwksUrl } = config;
  if ((issuer === undefined) !== (audience === undefined)) {
    throw new ConfigurationError(['OIDC_ISSUER and OIDC_AUDIENCE must be set together: set both or neither']);
  }
  if (issuer !== undefined && audience !== undefined) {
    const { OidcTokens } = await import('./oidc.ts');
    kinds.push(new OidcTokens({ issuer, audience, jwksUrl }, logger));
  }
  if (kinds.length > 0) return new AnyAccess(kinds);
  if (isLoopback(config.HOST)) return new TrialKey();
  throw new ConfigurationError([
    `No credentials are configured for the scopes ${Object.keys(scopes).join(' and ')}: set QUEUE_KEYS_FILE or OIDC_ISSUER and OIDC_AUDIENCE, ` +
      'or remove the features that need them from FEATURES. A trial key is generated only if HOST is a loopback address.',
  ]);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
