import type { BlocklistStore } from '../blocklist/store/blocklist-store.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { LineQueue } from '../line-queue/line-queue.ts';

/** Calls of the queue that are measured; waiting for lines is not. */
export const LINE_QUEUE_OPERATIONS = ['append', 'commit', 'lag'] as const satisfies readonly (keyof LineQueue)[];

/** Calls of the store of findings that are measured. */
export const FINDING_STORE_OPERATIONS = ['actors', 'list', 'purge'] as const satisfies readonly (keyof FindingStore)[];

/** Calls of the store of the blocklist that are measured. */
export const BLOCKLIST_STORE_OPERATIONS = [
  'read',
  'replace',
  'decide',
] as const satisfies readonly (keyof BlocklistStore)[];
