import { exchange } from './exchange.ts';
import type { Answer } from './answer.ts';
import { requestBytes } from './fuzz-case.ts';
import type { Fields } from './fuzz-case.ts';

/** Sends one request over a new connection. @throws Error if there is no response within 10 s. */
export async function ask(port: number, target: string, fields: Fields = [], method = 'GET'): Promise<Answer> {
  const all: Fields = [
    ['Host', '127.0.0.1'],
    ...fields,
    ...(method === 'POST' ? [['Content-Length', '0'] as const] : []),
  ];
  const { answers } = await exchange(
    port,
    {
      generator: 'ask',
      service: 'full',
      pieces: [requestBytes(method, target, all)],
      pace: 'at-once',
      requests: [{ method, target }],
      wellFormed: true,
      due: 'all',
      after: 'wait',
    },
    { answerMs: 10_000, timeoutMs: 10_000 },
  );
  if (answers[0] === undefined) throw new Error(`${method} ${target} was not answered`);
  return answers[0];
}
