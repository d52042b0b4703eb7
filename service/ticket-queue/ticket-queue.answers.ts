import { ProblemError } from '../http/problems/problem.ts';
import type { FastifyReply } from 'fastify';
import type { Freshness } from './representations/views.ts';

/** Answers with JSON. What is stale says so in a header, too (RFC 9211). */
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

/** Takes out what would let scripts of other sites read the answer. */
export function removeCorsHeaders(reply: FastifyReply): void {
  for (const name of Object.keys(reply.getHeaders())) if (name.startsWith('access-control-')) reply.removeHeader(name);
}

/** @throws ProblemError when an address names another queue than the one this process serves. */
export function checkQueue(given: string, own: string): void {
  if (given === own) return;
  throw new ProblemError(
    'not-found',
    `There is no queue ${JSON.stringify(given)} here: this process serves ${JSON.stringify(own)}.`,
  );
}
