import type { Environment } from '../environments/environment.ts';
import type { AlertTarget } from './alerts/alert.ts';
import { RUNBOOKS } from './runbooks.ts';

/** The stack of compose.yaml, whose scrape configuration sets these labels. It has no backups. */
export const composeTarget: AlertTarget = {
  namespace: 'compose',
  services: ['content', 'queue-rubis', 'queue-saphir', 'queue-emeraude', 'queue-diamant', 'security-log'],
  queues: [],
  runbooks: RUNBOOKS,
};

/** Returns what the rules of an environment refer to. */
export function alertTargetOf({ namespace, securityLog, ticketQueues: { names } }: Environment): AlertTarget {
  const collectors = securityLog === undefined ? [] : ['security-log', 'security-log-analyser'];
  return {
    namespace,
    services: ['content', ...names.map((queue) => `queue-${queue}`), ...collectors],
    queues: names,
    runbooks: RUNBOOKS,
  };
}
