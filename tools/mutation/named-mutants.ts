import { CHARTS_MUTANTS } from './charts.mutants.ts';
import { CONTENT_MUTANTS } from './content.mutants.ts';
import { METRICS_MUTANTS } from './metrics.mutants.ts';
import type { NamedMutant } from './named-mutant.ts';
import { REDIS_SCRIPTS_MUTANTS } from './redis-scripts.mutants.ts';
import { TICKET_QUEUE_MUTANTS } from './ticket-queue.mutants.ts';

/** All named mutants, in execution order. */
export const NAMED_MUTANTS: readonly NamedMutant[] = [
  ...CONTENT_MUTANTS,
  ...TICKET_QUEUE_MUTANTS,
  ...REDIS_SCRIPTS_MUTANTS,
  ...METRICS_MUTANTS,
  ...CHARTS_MUTANTS,
];
