import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { meetsPrecondition } from './answers/conditional.ts';
import { ProblemError } from './problems/problem.ts';
import type { AnswerCache, AnswerKey } from './answers/answer-cache.ts';
import type { AddedHeaders } from './answers/prepared-answer.ts';
import type { Representation } from './answers/representation.ts';
import { ANSWER_CACHE } from '../common/tokens.ts';

/** Sends representations on behalf of controllers: rendered once, cached, and written without the framework. */
@Injectable()
export class AnswerService {
  constructor(@Inject(ANSWER_CACHE) private readonly cache: AnswerCache) {}

  /** @param key cache key, unique in the service. @param make called if nothing is cached under the key. */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    key: AnswerKey,
    make: () => Promise<Representation>,
  ): Promise<void> {
    const kept = await this.cache.representation(key, make);
    if (!meetsPrecondition(request.headers, kept.representation.lastModified)) {
      throw new ProblemError(
        'precondition-failed',
        'The current representation does not meet If-Match or If-Unmodified-Since: retry without them. Entity tags are weak, and If-Match never matches a weak tag.',
      );
    }
    const answer = await this.cache.answerFor(kept, request.raw);
    const added = addedHeaders(reply, kept.representation);
    reply.hijack();
    this.cache.write(answer, request.raw, reply.raw, added);
  }
}

/** Headers added by hooks. CORS headers are removed from pages: cross-origin access is for data only. */
function addedHeaders(reply: FastifyReply, { headers }: Representation): AddedHeaders | undefined {
  const isShared = headers['Cross-Origin-Resource-Policy'] === 'cross-origin';
  const added = Object.entries(reply.getHeaders()).filter(
    ([name]) => isShared || !/^(?:access-control-|vary$)/.test(name),
  );
  return added.length === 0 ? undefined : Object.fromEntries(added);
}
