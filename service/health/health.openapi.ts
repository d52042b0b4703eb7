import * as z from 'zod';
import { json } from '../openapi/api-operation.ts';
import type { Operation } from '../openapi/api-operation.ts';

const LIVENESS = z.object({ status: z.literal('alive') }).meta({ id: 'Liveness' });
const STARTUP = z.object({ status: z.literal('started') }).meta({ id: 'Startup' });
const COMPONENT = z.object({ status: z.enum(['up', 'degraded', 'down']) }).meta({ id: 'ComponentState' });

const COMPONENTS = z.record(z.string(), COMPONENT).meta({ example: { 'content.news': { status: 'up' } } });

const READINESS = z
  .object({
    status: z.enum(['ok', 'degraded']),
    info: COMPONENTS.meta({ description: 'Components that are up or degraded.' }).optional(),
    error: COMPONENTS.meta({
      description: 'Components that are down; empty in this response.',
      example: {},
    }).optional(),
    details: COMPONENTS.meta({ description: 'All components.' }),
  })
  .meta({ id: 'Readiness' });

/** The probes. */
export const OPERATIONS = {
  getLiveness: {
    summary: 'Liveness probe',
    description: 'Checks no dependencies.',
    answers: { 200: json('It is.', LIVENESS) },
  },
  getReadiness: {
    summary: 'Readiness probe',
    description:
      'State of each component; the management port gives the reasons. `degraded` still returns 200: the last known state is served.',
    answers: { 200: json('It can.', READINESS) },
    problems: ['unavailable'],
  },
  getStartup: {
    summary: 'Startup probe',
    description: 'Returns 503 until every feature has tried to load its data once, successfully or not.',
    answers: { 200: json('It has.', STARTUP) },
    problems: ['unavailable'],
  },
} satisfies Record<string, Operation>;
