import type { Description, Operation, Parameter } from './description.ts';
import { bytesOf, percentEncoded, requestBytes, requestIdOf } from './fuzz-case.ts';
import type { Fields, FuzzCase, Sent, ServiceName } from './fuzz-case.ts';
import { CONTENT_TYPES, HEADER_VALUES, HOSTILE_TEXTS, HOSTS } from './hostile-values.ts';
import { hostileBody, fittingBody } from './request-bodies.ts';
import type { Random } from './random.ts';
import { METHODS } from './targets.ts';

/** The data that requests are generated from. */
export interface GeneratorContext {
  readonly descriptions: Readonly<Record<ServiceName, Description>>;
  /** Path of the queue. */
  readonly queue: string;
  /** Ids by collection. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** An API key of the queue. */
  readonly key: string;
}

const AIMS = { valid: 6, near: 2, hostile: 2 } as const;
const REPETITIONS = [1, 1, 2, 20, 180];

/** Returns a request for a described route, with valid, almost valid or hostile parameters, fields and body. */
export function openApiCase(random: Random, index: number, context: GeneratorContext): FuzzCase {
  const service = random.chance(0.75) ? 'full' : 'content';
  const count = random.chance(0.1) ? 2 + random.below(4) : 1;
  const made = Array.from({ length: count }, () => oneRequest(random, index, service, context));
  return {
    generator: 'openapi',
    service,
    pieces: [made.map(({ bytes }) => bytes).join('')],
    pace: 'at-once',
    requests: made.map(({ sent }) => sent),
    wellFormed: true,
    due: 'all',
    after: 'wait',
  };
}

function oneRequest(
  random: Random,
  index: number,
  service: ServiceName,
  context: GeneratorContext,
): { bytes: string; sent: Sent } {
  const { method: described, path, operation } = random.pick(context.descriptions[service].operations());
  const method = random.chance(0.06)
    ? random.pick(METHODS)
    : described === 'GET' && random.chance(0.1)
      ? 'HEAD'
      : described;
  const target = pathOf(random, path, operation, context) + queryOf(random, operation);
  const crossSite = described === 'POST' && random.chance(0.1);
  const fields: [string, string][] = [
    ['Host', random.chance(0.05) ? random.pick(HOSTS) : '127.0.0.1'],
    ['X-Request-Id', requestIdOf(index)],
    ...(crossSite
      ? ([
          ['Origin', 'https://evil.example'],
          ['Sec-Fetch-Site', 'cross-site'],
        ] as const)
      : randomFields(random)
    ).map(([name, value]): [string, string] => [name, value]),
  ];
  if (random.chance(0.6)) fields.push(['Authorization', authorization(random, context.key)]);
  const body = bodyOf(random, method, operation, fields);
  const must = crossSite ? ({ must: { kind: 'cross-site' } } as const) : {};
  return { bytes: requestBytes(method, target, fields, body), sent: { method, target, ...must } };
}

function pathOf(random: Random, path: string, { parameters = [] }: Operation, context: GeneratorContext): string {
  const values = new Map<string, string>();
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const schema = parameters.find((parameter) => parameter.name === name)?.schema;
    const aim = random.weighted(AIMS);
    const good = goodSegment(random, name, schema, values, context);
    values.set(name, good);
    if (aim === 'valid') return good;
    if (aim === 'near') return nearSegment(random, good);
    // An empty segment would be a different URL, and a longer one would be rejected without being parsed.
    const text = random.pick(HOSTILE_TEXTS.filter((value) => value !== ''));
    return percentEncoded(text, /^\.+$/.test(text) || random.chance(0.2));
  });
}

function goodSegment(
  random: Random,
  name: string,
  schema: Parameter['schema'],
  values: ReadonlyMap<string, string>,
  { queue, ids }: GeneratorContext,
): string {
  if (name === 'token') return '{token}';
  if (name === 'queue') return queue;
  if (name === 'collection') return random.pick(Object.keys(ids));
  if (name === 'id') {
    const id = random.pick(ids[values.get('collection') ?? ''] ?? ['1']);
    return percentEncoded(id, /^\.+$/.test(id));
  }
  return schema?.enum === undefined ? '1' : random.pick(schema.enum);
}

function nearSegment(random: Random, good: string): string {
  return random.pick([
    `${good}.json`,
    `${good}.yaml`,
    `${good}.yml.json`,
    `${good}.`,
    `${good}%20`,
    `${good}%2f`,
    `${good}%00`,
    good.toUpperCase().replace('{TOKEN}', '{token}'),
    `%${(good.charCodeAt(0) & 0x7f).toString(16)}${good.slice(1)}`.replace('%7btoken}', '{token}x'),
    `${good};x=1`,
  ]);
}

function queryOf(random: Random, { parameters = [] }: Operation): string {
  // One invalid parameter hides the effect of all others.
  const isGood = random.chance(0.4);
  const given: string[] = [];
  for (const { name, in: place, schema = {} } of parameters) {
    if (place !== 'query' || !random.chance(0.4)) continue;
    const times = schema.type === 'array' ? random.pick(REPETITIONS) : !isGood && random.chance(0.05) ? 2 : 1;
    const value = isGood || random.chance(0.5) ? goodValue(random, name, schema) : oddValue(random, schema);
    for (let time = 0; time < times; time++) given.push(`${name}=${value}`);
  }
  const odd = (): string => percentEncoded(random.pick(HOSTILE_TEXTS));
  if (!isGood && random.chance(0.15)) given.push(`${odd()}=${odd()}`);
  return given.length === 0 ? '' : `?${given.join('&')}`;
}

function goodValue(
  random: Random,
  name: string,
  { type, enum: values, minimum = 0, maximum = 50 }: NonNullable<Parameter['schema']>,
): string {
  if (values !== undefined) return random.pick(values);
  if (type === 'integer') return String(minimum + random.below(maximum - minimum + 1));
  if (name === 'from') return '2026-01-01';
  return name === 'to'
    ? '2029-12-31T00:00:00Z'
    : percentEncoded(random.pick(['a', 'événement', 'kiosque', 'x y', '1']));
}

function oddValue(random: Random, { minimum = 0, maximum = 50 }: NonNullable<Parameter['schema']>): string {
  const near = [String(minimum - 1), String(maximum + 1), `${String(minimum)}.5`, '01', '', '+1', 'true'];
  return random.chance(0.5) ? random.pick(near) : percentEncoded(random.pick(HOSTILE_TEXTS));
}

function randomFields(random: Random): Fields {
  const fields: [string, string][] = [];
  for (const [name, values] of Object.entries(HEADER_VALUES)) {
    const likely = name.startsWith('Accept') ? 0.4 : 0.05;
    // Interim responses require a request body.
    if (name !== 'Expect' && random.chance(likely)) fields.push([name, random.pick(values)]);
  }
  return fields;
}

function authorization(random: Random, key: string): string {
  const odd = [
    'Bearer',
    'Bearer x',
    `bearer ${key}`,
    `Basic ${key}`,
    `Bearer ${key}x`,
    `Bearer ${'a'.repeat(9000)}`,
    '\xff',
    '',
  ];
  return random.chance(0.7) ? `Bearer ${key}` : random.pick(odd);
}

function bodyOf(random: Random, method: string, operation: Operation, fields: [string, string][]): string {
  if (!['POST', 'PUT', 'PATCH'].includes(method) && !random.chance(0.02)) return '';
  const fits = random.chance(0.6);
  const { type, body } = fits ? fittingBody(random, operation) : hostileBody(random);
  const bytes = bytesOf(body);
  if (bytes === '' && random.chance(0.5)) return '';
  fields.push(['Content-Type', fits || random.chance(0.6) ? type : random.pick(CONTENT_TYPES)]);
  if (random.chance(0.2)) {
    fields.push(['Transfer-Encoding', 'chunked']);
    return bytes === '' ? '0\r\n\r\n' : `${bytes.length.toString(16)}\r\n${bytes}\r\n0\r\n\r\n`;
  }
  fields.push(['Content-Length', String(bytes.length)]);
  return bytes;
}
