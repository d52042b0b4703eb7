import type { AuditEvent } from './audit-log.ts';

/** Events of signing in, keys and devices in the audit log; features add theirs. */
export const ACCESS_AUDIT_EVENTS: readonly AuditEvent[] = [
  { name: 'sign-in', description: 'A person signed in, at the provider or with a key.' },
  {
    name: 'sign-in-refused',
    description: 'A sign-in failed: an unknown key, or an answer of the provider that was not accepted.',
  },
  { name: 'sign-out', description: 'A person signed out, which ends the session in every process.' },
  { name: 'key-create', description: 'A key was created.' },
  {
    name: 'key-rotate',
    description:
      'A key was replaced by a new one; the old one remains valid for 24 hours, or as long as the command says.',
  },
  { name: 'key-revoke', description: 'A key was revoked.' },
  { name: 'device-request', description: 'A device requested a code.' },
  { name: 'device-check', description: 'A person entered the code of a device, known or not.' },
  { name: 'device-pair', description: 'A person confirmed a device, whose key became valid.' },
  { name: 'device-revoke', description: 'A device was revoked.' },
];
