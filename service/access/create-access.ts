import { isIP } from 'node:net';
import type { Logger } from 'pino';
import { ConfigurationError } from '../config/settings.ts';
import type { AccessConfig } from './access.config.ts';
import { AnyAccess } from './access.ts';
import type { Access, Scopes } from './access.ts';
import { ApiKeys } from './api-keys.ts';
import { TrialKey } from './trial-key.ts';
import type { ManagedKeys } from './managed-keys.ts';

/** What the access is made of. */
export interface AccessParts {
  readonly config: AccessConfig & { readonly HOST: string };
  readonly scopes: Scopes;
  readonly managed: ManagedKeys;
  readonly logger: Logger;
  readonly now: () => number;
}

/**
 * Creates the access configured in the settings. Without a keys file or an issuer, a process that listens on a loopback address gets
 * a trial key.
 *
 * @throws ConfigurationError if neither is configured and HOST is not a loopback address, or if they cannot be loaded.
 */
export async function createAccess({ config, scopes, managed, logger, now }: AccessParts): Promise<Access> {
  const kinds: Access[] = [];
  if (config.QUEUE_KEYS_FILE !== undefined) kinds.push(new ApiKeys(config.QUEUE_KEYS_FILE, scopes, logger, now));
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: jwksUrl, OIDC_CLIENT_ID: clientId } = config;
  const problem = oidcProblem(config);
  if (problem !== undefined) throw new ConfigurationError([problem]);
  if (issuer !== undefined && audience !== undefined) {
    const { OidcTokens } = await import('./oidc.ts');
    const rolesClaim = config.OIDC_ROLES_CLAIM;
    kinds.push(new OidcTokens({ issuer, audience, jwksUrl, rolesClaim }, scopes, logger));
  }
  if (kinds.length === 0 && clientId === undefined) {
    if (!isLoopback(config.HOST)) {
      throw new ConfigurationError([
        `No credentials are configured for the scopes ${Object.keys(scopes).join(', ')}: set QUEUE_KEYS_FILE or OIDC_ISSUER, ` +
          'or remove the features that need them from FEATURES. A trial key is generated only if HOST is a loopback address.',
      ]);
    }
    kinds.push(new TrialKey());
  }
  return new AnyAccess([...kinds, managed]);
}

/** Returns what contradicts itself in the settings of OpenID Connect. */
function oidcProblem(config: AccessConfig): string | undefined {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_CLIENT_ID: clientId } = config;
  if ((issuer === undefined) !== (audience === undefined && clientId === undefined)) {
    return issuer === undefined
      ? 'OIDC_AUDIENCE and OIDC_CLIENT_ID require OIDC_ISSUER: set it, or remove them'
      : 'OIDC_ISSUER requires OIDC_AUDIENCE for bearer tokens, OIDC_CLIENT_ID for signing in, or both: set one, or remove it';
  }
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
