import * as z from 'zod';
import { json } from '../openapi/api-operation.ts';
import type { Operation } from '../openapi/api-operation.ts';

const LIVENESS = z.object({ status: z.literal('alive') }).meta({ id: 'Liveness' });
const STARTUP = z.object({ status: z.literal('started') }).meta({ id: 'Startup' });
const COMPONENT = z.object({ status: z.enum(['up', 'degraded', 'down']) }).meta({ id: 'ComponentState' });

function components(description: string, example: object): z.ZodRecord<z.ZodString, typeof COMPONENT> {
  return z.record(z.string(), COMPONENT).meta({ description, example });
}

const EXAMPLE = { 'content.news': { status: 'up' } };

const READINESS = z
  .object({
    status: z.enum(['ok', 'degraded']),
    info: components('Components that are up or degraded.', EXAMPLE).optional(),
    error: components('Components that are down; empty in this response.', {}).optional(),
    details: components('All components.', EXAMPLE),
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
