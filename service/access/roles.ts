import { includes } from './access.ts';
import type { Actor, Scopes } from './access.ts';

/** A person or program whose permissions are roles granted by the issuer. */
export interface RoleHolder {
  /** Claim `sub`. */
  readonly subject: string;
  /** Name for people. */
  readonly displayName?: string | undefined;
  /** Credential in the audit log: `token` or `session`. */
  readonly credential: string;
  readonly roles: readonly string[];
}

/** Longest accepted list of roles; a session cookie must fit into 4096 bytes (RFC 6265, section 6.1). */
const MAX_ROLES = 50;

/**
 * Returns the roles that concern these scopes: `desk`, for every resource of its kind, or `desk:rubis` for one.
 *
 * @param claim name of a claim, or a path through objects: `realm_access.roles`.
 */
export function grantedRoles(claims: Readonly<Record<string, unknown>>, claim: string, scopes: Scopes): string[] {
  const found = claim in claims ? claims[claim] : claim.split('.').reduce<unknown>(memberOf, claims);
  return (Array.isArray(found) ? (found as unknown[]) : [])
    .filter((role) => typeof role === 'string')
    .filter((role) => Object.hasOwn(scopes, role.split(':', 1)[0] ?? ''))
    .slice(0, MAX_ROLES);
}

/** Returns the actor with these roles. */
export function roleActor({ subject, displayName, credential, roles }: RoleHolder, scopes: Scopes): Actor {
  return {
    name: `user:${subject}`,
    displayName,
    credential,
    allows: (scope, resource) =>
      includes(scopes, scope, (one) => roles.includes(one) || roles.includes(`${one}:${resource}`)),
  };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
