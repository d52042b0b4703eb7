import type * as z from 'zod';
import type { Answer, Operation } from '../openapi/api-operation.ts';
import { LIVENESS, READINESS, STARTUP } from './health.schemas.ts';

function answer(description: string, schema: z.ZodType): Answer {
  return { status: 200, description, headers: ['Cache-Control'], content: { 'application/json': schema } };
}

/** `GET /healthz` */
export const liveness: Operation = {
  id: 'getLiveness',
  summary: 'Liveness probe',
  description: 'Checks no dependencies.',
  answers: [answer('It is.', LIVENESS)],
};

/** `GET /readyz` */
export const readiness: Operation = {
  id: 'getReadiness',
  summary: 'Readiness probe',
  description:
    'State of each component; the management port gives the reasons. `degraded` still returns 200: the last known state is served.',
  answers: [answer('It can.', READINESS)],
  problems: ['unavailable'],
};

/** `GET /startupz` */
export const startup: Operation = {
  id: 'getStartup',
  summary: 'Startup probe',
  description: 'Returns 503 until every feature has tried to load its data once, successfully or not.',
  answers: [answer('It has.', STARTUP)],
  problems: ['unavailable'],
};
