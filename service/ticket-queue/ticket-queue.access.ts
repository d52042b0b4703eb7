import type { Scopes } from '../access/access.ts';
import type { AuditEvent } from '../access/audit-log.ts';
import type { DeviceKind } from '../access/devices.ts';
import { TRANSITIONS } from './ticket.ts';
import type { Transition } from './ticket.ts';

/** Scopes on a queue: taking tickets, reading the queue, calling tickets at a desk, and reading the supervisor's statistics. */
export const QUEUE_SCOPES = {
  take: { resource: 'queue', includedIn: ['desk', 'supervisor'] },
  read: { resource: 'queue', includedIn: ['desk', 'supervisor'] },
  desk: { resource: 'queue' },
  supervisor: { resource: 'queue' },
} as const satisfies Scopes;

/** Scopes that QUEUE_OPEN can grant to everyone. */
export const OPENABLE_SCOPES = ['take', 'read'] as const;

const MOVED: Readonly<Record<Transition, string>> = {
  recall: 'A called ticket was called again.',
  complete: 'A ticket was completed.',
  'no-show': 'A called person did not come.',
  requeue: 'A ticket was returned to the queue.',
  cancel: 'A ticket was cancelled, by its holder or at a desk.',
};

/** Events in the audit log. Taking a ticket is recorded too, although anyone may be allowed to. */
export const QUEUE_AUDIT_EVENTS: readonly AuditEvent[] = [
  { name: 'take', description: 'A ticket was taken.' },
  { name: 'call', description: 'The next ticket was called, or nobody was waiting.' },
  ...Object.keys(TRANSITIONS).map((name) => ({ name, description: MOVED[name as Transition] })),
];

/** Devices of a queue: the waiting room display and the tablet at the entrance. */
export function queueDevices(queue: string): readonly DeviceKind[] {
  const common = { resource: { kind: 'queue', name: queue }, approver: 'supervisor' };
  return [
    {
      ...common,
      name: 'display',
      title: { en: 'Waiting room display', fr: 'Écran de salle d’attente' },
      scope: 'read',
      path: `/${queue}/display`,
    },
    {
      ...common,
      name: 'kiosk',
      title: { en: 'Entrance tablet', fr: 'Tablette d’accueil' },
      scope: 'take',
      path: `/${queue}/kiosk`,
    },
  ];
}
