import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerCache } from './answers/answer-cache.ts';
import type { AddedHeaders } from './answers/prepared-answer.ts';
import type { Representation } from './answers/representation.ts';
import { ANSWER_CACHE } from './tokens.ts';

/** How controllers answer with a representation: made once, kept, and written without the framework. */
@Injectable()
export class AnswerService {
  constructor(@Inject(ANSWER_CACHE) private readonly cache: AnswerCache) {}

  /** `key` names the representation among all of the service; `make` runs when none is kept under it. */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    key: string,
    make: () => Promise<Representation>,
  ): Promise<void> {
    const representation = await this.cache.representation(key, make);
    const added = addedHeaders(reply, representation);
    reply.hijack();
    await this.cache.answer(representation, request.raw, reply.raw, added);
  }
}

/** What hooks added, such as the state of the rate limit. Cross-origin access is for data; for pages its headers are dropped. */
function addedHeaders(reply: FastifyReply, { headers }: Representation): AddedHeaders | undefined {
  const isShared = headers['Cross-Origin-Resource-Policy'] === 'cross-origin';
  const added = Object.entries(reply.getHeaders()).filter(
    ([name]) => isShared || !/^(?:access-control-|vary$)/.test(name),
  );
  return added.length === 0 ? undefined : Object.fromEntries(added);
}
