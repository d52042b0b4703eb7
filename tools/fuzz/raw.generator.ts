import { framingCase } from './framing.generator.ts';
import { percentEncoded, requestBytes, requestIdOf } from './fuzz-case.ts';
import type { FuzzCase, Sent, ServiceName } from './fuzz-case.ts';
import { HEADER_VALUES, HOSTILE_TEXTS, HOSTS } from './hostile-values.ts';
import { openApiCase } from './openapi.generator.ts';
import type { GeneratorContext } from './openapi.generator.ts';
import { Random } from './random.ts';
import { ATTACKING_TARGETS, COLLIDING_PATHS, METHODS, TOKEN_TARGETS, WRONG_METHODS } from './targets.ts';

/** Share of each generator, in percent. */
export const GENERATORS = { openapi: 50, targets: 22, framing: 12, pairs: 8, tokens: 6, heads: 2 } as const;
export type GeneratorName = keyof typeof GENERATORS;

/** Pages that must not be replaced by the response to another request. */
export const KNOWN_PAGES = ['/', '/news', '/events', '/faq'] as const;

const MAKERS: Readonly<Record<GeneratorName, (random: Random, index: number, context: GeneratorContext) => FuzzCase>> =
  {
    openapi: openApiCase,
    targets: targetCase,
    framing: (random, index) => framingCase(random, index),
    pairs: pairCase,
    tokens: tokenCase,
    heads: headCase,
  };

/** Returns the case of an index, which only depends on the index and the seed. */
export function caseOf(
  seed: number,
  index: number,
  only: readonly GeneratorName[],
  context: GeneratorContext,
): FuzzCase {
  const random = new Random(seed, index);
  const weights = Object.fromEntries(only.map((name) => [name, GENERATORS[name]])) as Record<GeneratorName, number>;
  return MAKERS[random.weighted(weights)](random, index, context);
}

function fieldsOf(index: number, ...more: readonly [string, string][]): [string, string][] {
  return [['Host', '127.0.0.1'], ['X-Request-Id', requestIdOf(index)], ...more];
}

function serviceOf(random: Random): ServiceName {
  return random.chance(0.7) ? 'full' : 'content';
}

/** One request with a hostile target: from the list, possibly modified. */
function targetCase(random: Random, index: number, { queue }: GeneratorContext): FuzzCase {
  const [listed, given] = random.pick(ATTACKING_TARGETS);
  const plain = given.replaceAll('{queue}', queue);
  const target = random.chance(0.3) ? changed(random, plain) : plain;
  const method = random.chance(0.1) ? random.pick([...METHODS, ...WRONG_METHODS]) : listed;
  const accept: [string, string][] = random.chance(0.6) ? [['Accept', 'text/html']] : [];
  const version = random.chance(0.05)
    ? random.pick(['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.', 'X', ''])
    : 'HTTP/1.1';
  const head = requestBytes(method, target, fieldsOf(index, ...accept), '', version);
  return { ...any('targets', serviceOf(random)), pieces: [head], requests: [{ method, target }] };
}

function changed(random: Random, target: string): string {
  const at = random.below(target.length + 1);
  const hostile = percentEncoded(random.pick(HOSTILE_TEXTS)).slice(0, 600);
  return random.pick([
    `${target.slice(0, at)}${random.pick(['%', '\\', '/', '[', ']', ':', '@', '%00', '%2e', '\xff', '?', '#', ';'])}${target.slice(at)}`,
    `/${target}`,
    `http://h${target}`,
    `${target}/${hostile}`,
    `${target}?${hostile}`,
    target.replaceAll('.', '%2e'),
    target.replaceAll('/', '%2f'),
    target.slice(0, at),
  ]);
}

/** Two requests on one connection: a URL that could be confused with a page, then that page, with the same query. */
function pairCase(random: Random, index: number, { queue }: GeneratorContext): FuzzCase {
  const query = `?fuzz=${String(index)}`;
  const target = `${random.pick(COLLIDING_PATHS).replaceAll('{queue}', queue)}${query}`;
  const path = random.pick(KNOWN_PAGES);
  const language: [string, string] = ['Accept-Language', 'fr'];
  const pieces = [target, path + query].map((wanted) =>
    requestBytes('GET', wanted, fieldsOf(index, ['Accept', 'text/html'], language)),
  );
  const second: Sent = { method: 'GET', target: path + query, must: { kind: 'page', path } };
  const isPipelined = random.chance(0.5);
  return {
    ...any('pairs', serviceOf(random)),
    pieces: isPipelined ? [pieces.join('')] : pieces,
    pace: isPipelined ? 'at-once' : 'lockstep',
    requests: [{ method: 'GET', target }, second],
    due: 'all',
  };
}

/** URLs with the token of a ticket, requested in all ways: the token must not be logged. */
function tokenCase(random: Random, index: number, { queue }: GeneratorContext): FuzzCase {
  const given = random.pick(TOKEN_TARGETS).replaceAll('{queue}', queue);
  const target = random.chance(0.1) ? given.replace('{token}', '%7btoken%7d') : given;
  const method = random.pick([...METHODS, ...METHODS, ...WRONG_METHODS]);
  const accept: [string, string][] = random.chance(0.5) ? [['Accept', 'text/html']] : [];
  return {
    ...any('tokens', random.chance(0.5) ? 'full' : 'content'),
    pieces: [requestBytes(method, target, fieldsOf(index, ...accept))],
    requests: [{ method, target }],
  };
}

/** A valid URL with one hostile header field: ticket pages contain the value of Host. */
function headCase(random: Random, index: number, { queue }: GeneratorContext): FuzzCase {
  const isTicket = random.chance(0.5);
  const target = isTicket
    ? `/${queue}/tickets/{token}`
    : random.pick([`/${queue}`, '/', '/events', '/api/events', '/docs', '/changes']);
  const name = isTicket && random.chance(0.8) ? 'Host' : random.pick(['Host', ...Object.keys(HEADER_VALUES)]);
  const value = random.pick(name === 'Host' ? HOSTS : (HEADER_VALUES[name] ?? ['']));
  const fields = fieldsOf(index, [name, value]).slice(name === 'Host' ? 1 : 0);
  return {
    ...any('heads', 'full'),
    pieces: [requestBytes('GET', target, fields)],
    requests: [{ method: 'GET', target }],
  };
}

function any(generator: string, service: ServiceName): Omit<FuzzCase, 'pieces' | 'requests'> {
  return { generator, service, pace: 'at-once', wellFormed: false, due: 'any', after: 'wait' };
}
