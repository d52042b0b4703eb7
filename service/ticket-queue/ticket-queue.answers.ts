import { ProblemError } from '../http/problems/problem.ts';
import type { FastifyReply } from 'fastify';
import type { Freshness } from './representations/views.ts';

/** Sends a JSON response. Stale responses also have a Cache-Status header (RFC 9211). */
export async function sendJson(
  reply: FastifyReply,
  status: number,
  body: object,
  { ageSeconds, stale }: Partial<Freshness> = {},
): Promise<void> {
  if (stale === true) {
    const age = String(ageSeconds);
    reply.headers({ Age: age, 'Cache-Status': `kiosque; hit; ttl=-${age}; detail=unreachable` });
  }
  await reply.code(status).type('application/json').send(JSON.stringify(body));
}

/** @throws ProblemError if the path is for a queue that this process does not serve. */
export function checkQueue(given: string, own: string): void {
  if (given === own) return;
  throw new ProblemError(
    'not-found',
    `Unknown queue ${JSON.stringify(given)}: this process serves ${JSON.stringify(own)}.`,
  );
}
