import type { Environment } from '../environments/environment.ts';
import type { AlertTarget } from './alerts/alert.ts';
import { RUNBOOKS } from './runbooks.ts';

/** The stack of compose.yaml, whose scrape configuration sets these labels. It has no backups. */
export const composeTarget: AlertTarget = {
  namespace: 'compose',
  services: ['content', 'queue-rubis', 'queue-saphir', 'queue-emeraude', 'queue-diamant'],
  queues: [],
  runbooks: RUNBOOKS,
};

/** Returns what the rules of an environment refer to. */
export function alertTargetOf({ namespace, ticketQueues: { names } }: Environment): AlertTarget {
  return {
    namespace,
    services: ['content', ...names.map((queue) => `queue-${queue}`)],
    queues: names,
    runbooks: RUNBOOKS,
  };
}
