import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerCache } from './answers/answer-cache.ts';
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
    const added = reply.getHeaders();
    reply.hijack();
    await this.cache.answer(
      representation,
      request.raw,
      reply.raw,
      Object.keys(added).length === 0 ? undefined : added,
    );
  }
}
