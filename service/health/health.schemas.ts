import * as z from 'zod';
import { namedSchema } from '../openapi/named-schema.ts';

/** The answer of the liveness probe. */
export const LIVENESS = namedSchema('Liveness', z.object({ status: z.literal('alive') }));

/** The answer of the startup probe. */
export const STARTUP = namedSchema('Startup', z.object({ status: z.literal('started') }));

const COMPONENT = namedSchema('ComponentState', z.object({ status: z.enum(['up', 'degraded', 'down']) }));

function components(description: string, example: object): z.ZodRecord<z.ZodString, typeof COMPONENT> {
  return z.record(z.string(), COMPONENT).meta({ description, example });
}

const EXAMPLE = { 'content.news': { status: 'up' } };

/** The answer of the readiness probe. */
export const READINESS = namedSchema(
  'Readiness',
  z.object({
    status: z.enum(['ok', 'degraded']),
    info: components('What is up or degraded.', EXAMPLE).optional(),
    error: components('What is down; empty in this answer.', {}).optional(),
    details: components('All components.', EXAMPLE),
  }),
);
