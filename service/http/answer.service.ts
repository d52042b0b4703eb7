import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { meetsPrecondition } from './answers/conditional.ts';
import { ProblemError } from './problems/problem.ts';
import type { AnswerCache, AnswerKey } from './answers/answer-cache.ts';
import type { AddedHeaders } from './answers/prepared-answer.ts';
import type { Representation } from './answers/representation.ts';
import { ANSWER_CACHE } from '../common/tokens.ts';

/** What is served is not what the client insists on. */
class PreconditionFailed extends ProblemError {
  override readonly name = 'PreconditionFailed';

  constructor() {
    super(
      'precondition-failed',
      'What is served now does not meet If-Match or If-Unmodified-Since: read it again without them. Entity tags are weak here, which If-Match never matches.',
    );
  }
}

/** How controllers answer with a representation: made once, kept, and written without the framework. */
@Injectable()
export class AnswerService {
  constructor(@Inject(ANSWER_CACHE) private readonly cache: AnswerCache) {}

  /** `key` names the representation among all of the service; `make` runs when none is kept under it. */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    key: AnswerKey,
    make: () => Promise<Representation>,
  ): Promise<void> {
    const kept = await this.cache.representation(key, make);
    if (!meetsPrecondition(request.headers, kept.representation.lastModified)) throw new PreconditionFailed();
    const answer = await this.cache.answerFor(kept, request.raw);
    const added = addedHeaders(reply, kept.representation);
    reply.hijack();
    this.cache.write(answer, request.raw, reply.raw, added);
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
