import * as z from 'zod';
import { namedSchema } from '../openapi/named-schema.ts';

/** Response of the liveness probe. */
export const LIVENESS = namedSchema('Liveness', z.object({ status: z.literal('alive') }));

/** Response of the startup probe. */
export const STARTUP = namedSchema('Startup', z.object({ status: z.literal('started') }));

const COMPONENT = namedSchema('ComponentState', z.object({ status: z.enum(['up', 'degraded', 'down']) }));

function components(description: string, example: object): z.ZodRecord<z.ZodString, typeof COMPONENT> {
  return z.record(z.string(), COMPONENT).meta({ description, example });
}

const EXAMPLE = { 'content.news': { status: 'up' } };

/** Response of the readiness probe. */
export const READINESS = namedSchema(
  'Readiness',
  z.object({
    status: z.enum(['ok', 'degraded']),
    info: components('Components that are up or degraded.', EXAMPLE).optional(),
    error: components('Components that are down; empty in this response.', {}).optional(),
    details: components('All components.', EXAMPLE),
  }),
);
