import type { Logger } from 'pino';
import { SecretFile } from '../common/secret-file.ts';
import { ConfigurationError } from '../config/settings.ts';
import type { AccessConfig } from './access.config.ts';
import type { Scopes } from './access.ts';
import { SealedCookies } from './sealed-cookies.ts';
import type { SignIn } from './sign-in.ts';

/** Path of the callback under the process's base path; registered at the provider. */
export const CALLBACK_PATH = '/sign-in/callback';

/**
 * Creates the sign-in configured in the settings; undefined without OIDC_CLIENT_ID. openid-client is loaded only if needed.
 *
 * @throws ConfigurationError if PUBLIC_URL is missing or the secret cannot be read.
 */
export async function createSignIn(
  config: AccessConfig & { readonly PUBLIC_URL?: string | undefined },
  { basePath, scopes, logger }: { readonly basePath: string; readonly scopes: Scopes; readonly logger: Logger },
): Promise<SignIn | undefined> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, PUBLIC_URL: origin } = config;
  if (clientId === undefined || issuer === undefined) return undefined;
  if (origin === undefined) {
    throw new ConfigurationError([
      `OIDC_CLIENT_ID requires PUBLIC_URL: the provider returns people to <PUBLIC_URL>${basePath}${CALLBACK_PATH}`,
    ]);
  }
  const { SignIn: Client } = await import('./sign-in.ts');
  const options = {
    issuer,
    clientId,
    clientSecret: secretFile(config.OIDC_CLIENT_SECRET_FILE, logger),
    requested: config.OIDC_REQUESTED_SCOPES,
    rolesClaim: config.OIDC_ROLES_CLAIM,
    redirectUri: `${origin}${basePath}${CALLBACK_PATH}`,
    signedOutUri: `${origin}${basePath}/sign-in`,
  };
  return new Client(options, scopes, logger);
}

/** Creates the encryption of session cookies. @throws ConfigurationError if the secrets cannot be read or are too short. */
export function createSealedCookies(config: AccessConfig, logger: Logger): SealedCookies {
  const path = config.SESSION_SECRETS_FILE;
  if (path === undefined) return new SealedCookies(undefined);
  const options = {
    path,
    variable: 'SESSION_SECRETS_FILE',
    content: 'one secret of at least 32 characters per line',
    pattern: /^\S{32,}(?:\s+\S{32,})*\s*$/,
  };
  return new SealedCookies(new SecretFile(options, logger));
}

function secretFile(path: string | undefined, logger: Logger): SecretFile | undefined {
  if (path === undefined) return undefined;
  return new SecretFile({ path, variable: 'OIDC_CLIENT_SECRET_FILE', content: 'the client secret' }, logger);
}
