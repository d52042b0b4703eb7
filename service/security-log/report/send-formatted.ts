import type { FastifyReply, FastifyRequest } from 'fastify';
import { negotiateFormat } from '../../http/format-negotiation.ts';
import { parseRequestTarget } from '../../http/request-target.ts';
import { REPORT_FORMATS } from './report-formats.ts';

/** Sends data in the format that the request asks for. @throws InvalidParameter, ProblemError if Accept allows no format. */
export async function sendFormatted(
  request: FastifyRequest,
  reply: FastifyReply,
  data: unknown,
  table: () => string,
): Promise<void> {
  const { searchParams } = parseRequestTarget(request.raw.url);
  const { format, mediaType } = negotiateFormat(request.raw, searchParams, REPORT_FORMATS);
  reply.header('Vary', 'Accept, Authorization, Cookie');
  await reply.type(`${mediaType}; charset=utf-8`).send(format.serialize(data, table));
}
