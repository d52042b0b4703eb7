import type { Resource, Scopes } from './access.ts';

/** Scopes on the whole installation: managing keys and reading the audit log. */
export const ACCESS_SCOPES = { admin: { resource: 'installation' } } as const satisfies Scopes;

/** What `admin` applies to: all processes that share the storage of keys. */
export const INSTALLATION: Resource = { kind: 'installation', name: 'kiosque' };
