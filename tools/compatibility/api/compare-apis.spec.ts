import { describe, expect, it } from '@jest/globals';
import { compareApis } from './compare-apis.ts';
import type { Api } from './compare-apis.ts';
import type { Schema, Schemas } from './schema.ts';

const TICKET: Schema = {
  type: 'object',
  properties: { number: { type: 'string' }, state: { type: 'string', enum: ['waiting', 'called'] }, counter: {} },
  required: ['number', 'state'],
};
const QUERY = { name: 'state', in: 'query', required: false, schema: { type: 'string', enum: ['waiting', 'called'] } };
const PATH = { name: 'queue', in: 'path', required: true, schema: { type: 'string', maxLength: 32 } };
const ANSWER = {
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Ticket' } }, 'text/html': {} },
  headers: { Location: {}, 'Cache-Control': {} },
};
const BODY = {
  required: false,
  content: { 'application/json': { schema: { type: 'object', properties: { counter: { type: 'string' } } } } },
};
const OPERATION = { parameters: [PATH, QUERY], requestBody: BODY, responses: { 200: ANSWER, 404: {} }, security: [] };

const WHERE = 'POST /api/{queue}';

function api(changes: object = {}, schemas: Schemas = {}): Api {
  return {
    paths: { '/api/{queue}': { post: { ...OPERATION, ...changes } } },
    components: { schemas: { Ticket: TICKET, ...schemas } },
  };
}

/** The changes as sentences; breaking ones begin with an exclamation mark. */
function changesBetween(before: Api, after: Api): readonly string[] {
  return compareApis(before, after).map(({ where, what, isBreaking }) => `${isBreaking ? '! ' : ''}${where} ${what}`);
}

it('should find no changes in the same description', () => {
  expect(changesBetween(api(), api())).toEqual([]);
});

it('should find no changes in descriptions, examples and names of path parameters', () => {
  const after = api({ description: 'Else.', parameters: [{ ...PATH, name: 'name', description: 'Else.' }, QUERY] });
  const renamed = { ...after, paths: { '/api/{name}': after.paths['/api/{queue}'] ?? {} } };
  expect(changesBetween(api(), renamed)).toEqual([]);
});

describe('operations', () => {
  it.each<[string, Api, Api, readonly string[]]>([
    ['a removed path', api(), { paths: {} }, [`! ${WHERE} was removed`]],
    [
      'a removed method',
      api(),
      { paths: { '/api/{queue}': { get: OPERATION } }, components: { schemas: { Ticket: TICKET } } },
      [`! ${WHERE} was removed`, 'GET /api/{queue} is new'],
    ],
    ['a new path', { paths: {} }, api(), [`${WHERE} is new`]],
    ['a removed parameter', api(), api({ parameters: [PATH] }), [`! ${WHERE} no longer has the query parameter state`]],
    ['a new parameter', api({ parameters: [PATH] }), api(), [`${WHERE} has the new query parameter state`]],
    [
      'a new required parameter',
      api(),
      api({ parameters: [PATH, QUERY, { name: 'day', in: 'query', required: true }] }),
      [`! ${WHERE} has the new required query parameter day`],
    ],
    [
      'a parameter that becomes required',
      api(),
      api({ parameters: [PATH, { ...QUERY, required: true }] }),
      [`! ${WHERE} requires the query parameter state`],
    ],
    [
      'a narrowed parameter',
      api(),
      api({ parameters: [{ ...PATH, schema: { type: 'string', maxLength: 16 } }, QUERY] }),
      [`! ${WHERE}, path parameter queue changed maxLength from 32 to 16`],
    ],
    [
      'a removed media type',
      api(),
      api({ responses: { 200: { ...ANSWER, content: { 'text/html': {} } }, 404: {} } }),
      [`! ${WHERE}, status 200 no longer has the media type application/json`],
    ],
    [
      'a new media type',
      api({ responses: { 200: { ...ANSWER, content: {} }, 404: {} } }),
      api({ responses: { 200: { ...ANSWER, content: { 'text/csv': {} } }, 404: {} } }),
      [`${WHERE}, status 200 has the new media type text/csv`],
    ],
    ['a removed status', api(), api({ responses: { 200: ANSWER } }), [`! ${WHERE} no longer has the status 404`]],
    ['a new status', api({ responses: { 200: ANSWER } }), api(), [`${WHERE} has the new status 404`]],
    [
      'a removed header',
      api(),
      api({ responses: { 200: { ...ANSWER, headers: { Location: {} } }, 404: {} } }),
      [`! ${WHERE} no longer has the header Cache-Control with status 200`],
    ],
    [
      'changed security',
      api(),
      api({ security: [{ credential: [] }, { session: [] }] }),
      [`! ${WHERE} changed its security from none to credential or session`],
    ],
    [
      'security in another order',
      api({ security: [{ a: [] }, { b: [] }] }),
      api({ security: [{ b: [] }, { a: [] }] }),
      [],
    ],
    [
      'security of the document',
      { ...api({ security: undefined }), security: [{ a: [] }] },
      api({ security: [{ a: [] }] }),
      [],
    ],
    [
      'a body that becomes required',
      api(),
      api({ requestBody: { ...BODY, required: true } }),
      [`! ${WHERE} requires a body`],
    ],
    ['a removed body', api(), api({ requestBody: undefined }), [`! ${WHERE} no longer has a body`]],
    ['a new body', api({ requestBody: undefined }), api(), [`${WHERE} has a new optional body`]],
    [
      'a removed media type of a body',
      api(),
      api({ requestBody: { ...BODY, content: {} } }),
      [`! ${WHERE}, body no longer has the media type application/json`],
    ],
  ])('should find %s', (_, before, after, changes) => {
    expect(changesBetween(before, after)).toEqual(changes);
  });
});

/** Changes of a schema, which clients only receive, or only send. */
function responses(before: Schema, after: Schema): readonly string[] {
  const place = 'schema Ticket in responses ';
  return changesBetween(api({}, { Ticket: before }), api({}, { Ticket: after })).map((text) => text.replace(place, ''));
}

function requests(before: Schema, after: Schema): readonly string[] {
  const of = (schema: Schema): Api => api({ requestBody: { content: { 'application/json': { schema } } } });
  return changesBetween(of(before), of(after)).map((text) => text.replace(`${WHERE}, body `, ''));
}

const object = (properties: Record<string, Schema>, required: readonly string[] = [], rest: Schema = {}): Schema => ({
  ...{ type: 'object', properties, required },
  ...rest,
});
const text = { type: 'string' };

describe('schemas', () => {
  const one = object({ a: text });
  const required = object({ a: text }, ['a']);
  const closed = object({ a: text }, [], { additionalProperties: false });
  const enumOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
  const array = (items: Schema): Schema => ({ type: 'array', items });
  const anyOf = (...types: readonly string[]): Schema => ({ anyOf: types.map((type) => ({ type })) });

  it.each<[string, Schema, Schema, readonly string[], readonly string[]]>([
    ['removed property', one, object({}), ['no longer has the property a'], ['no longer has the property a']],
    [
      'removed required property',
      required,
      object({}),
      ['no longer has the property a'],
      ['! no longer has the property a'],
    ],
    [
      'property refused',
      one,
      object({}, [], { additionalProperties: false }),
      ['! no longer has the property a', '! forbids additional properties'],
      ['no longer has the property a', 'forbids additional properties'],
    ],
    ['new property', object({}), one, ['has the new property a'], ['has the new property a']],
    ['new required property', object({}), required, ['! has the new required property a'], ['has the new property a']],
    ['property that becomes required', one, required, ['! requires the property a'], []],
    ['property that becomes optional', required, one, [], ['! may lack the property a']],
    [
      'narrower type',
      { type: 'number' },
      { type: 'integer' },
      ['! changed its type from number to integer'],
      ['changed its type from number to integer'],
    ],
    [
      'wider type',
      { type: 'integer' },
      { type: 'number' },
      ['changed its type from integer to number'],
      ['! changed its type from integer to number'],
    ],
    [
      'other type',
      text,
      { type: 'integer' },
      ['! changed its type from string to integer'],
      ['! changed its type from string to integer'],
    ],
    [
      'value that may be null',
      text,
      { ...text, nullable: true },
      ['changed its type from string to string, null'],
      ['! changed its type from string to string, null'],
    ],
    ['any type', text, {}, ['changed its type from string to any'], ['! changed its type from string to any']],
    ['one type', {}, text, ['! changed its type from any to string'], ['changed its type from any to string']],
    [
      'removed value',
      enumOf('a', 'b'),
      enumOf('a'),
      ['! no longer has the values b'],
      ['! no longer has the values b'],
    ],
    ['new value', enumOf('a'), enumOf('a', 'b'), ['has the new values b'], ['has the new values b']],
    ['new enum', text, enumOf('a'), ['! is limited to a'], ['is limited to a']],
    ['removed enum', enumOf('a'), text, ['is no longer limited to a'], ['! is no longer limited to a']],
    [
      'new lower limit',
      { type: 'integer' },
      { type: 'integer', minimum: 1 },
      ['! changed minimum from none to 1'],
      ['changed minimum from none to 1'],
    ],
    [
      'smaller lower limit',
      { minLength: 2 },
      { minLength: 1 },
      ['changed minLength from 2 to 1'],
      ['changed minLength from 2 to 1'],
    ],
    [
      'larger upper limit',
      { maximum: 1 },
      { maximum: 2 },
      ['changed maximum from 1 to 2'],
      ['changed maximum from 1 to 2'],
    ],
    [
      'smaller upper limit',
      { maxItems: 2 },
      { maxItems: 1 },
      ['! changed maxItems from 2 to 1'],
      ['changed maxItems from 2 to 1'],
    ],
    [
      'new pattern',
      text,
      { ...text, pattern: 'a' },
      ['! changed its pattern from none to a'],
      ['changed its pattern from none to a'],
    ],
    [
      'removed format',
      { ...text, format: 'date' },
      text,
      ['changed its format from date to any'],
      ['! changed its format from date to any'],
    ],
    [
      'new format',
      text,
      { ...text, format: 'date' },
      ['! changed its format from any to date'],
      ['changed its format from any to date'],
    ],
    ['closed object', one, closed, ['! forbids additional properties'], ['forbids additional properties']],
    ['opened object', closed, one, ['allows additional properties'], ['allows additional properties']],
    [
      'other items',
      array(text),
      array({}),
      [', items changed its type from string to any'],
      ['! , items changed its type from string to any'],
    ],
    [
      'other values',
      { additionalProperties: text },
      {},
      [', additional properties changed its type from string to any'],
      ['! , additional properties changed its type from string to any'],
    ],
    [
      'new alternative',
      anyOf('string', 'integer'),
      anyOf('string', 'integer', 'boolean'),
      ['has the new alternative boolean'],
      ['! has the new alternative boolean'],
    ],
    [
      'removed alternative',
      anyOf('string', 'integer'),
      anyOf('string'),
      ['! no longer has the alternative integer'],
      ['no longer has the alternative integer'],
    ],
    ['alternatives in another order', anyOf('string', 'integer'), anyOf('integer', 'string'), [], []],
    ['a keyword without a rule', {}, { not: text }, ['! changed not'], ['! changed not']],
    ['nested property', object({ a: one }), object({ a: required }), ['! , property a requires the property a'], []],
  ])('should judge by direction: %s', (_, before, after, sent, received) => {
    const tidy = (changes: readonly string[]): readonly string[] =>
      changes.map((change) => change.replace(`${WHERE}, body,`, ',').replace('schema Ticket in responses,', ','));
    expect(tidy(requests(before, after))).toEqual(sent);
    expect(tidy(responses(before, after))).toEqual(received);
  });

  it('should report a change of a component once, and follow components that contain themselves', () => {
    const tree = (leaf: Schema): Schema => object({ leaf, child: { $ref: '#/components/schemas/Ticket' } });
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Ticket' } } };
    const twice = { responses: { 200: { content }, 201: { content } } };
    expect(
      changesBetween(api(twice, { Ticket: tree(text) }), api(twice, { Ticket: tree({ type: 'integer' }) })),
    ).toEqual(['! schema Ticket in responses, property leaf changed its type from string to integer']);
  });

  it('should report changes of a component among alternatives', () => {
    const either = { anyOf: [{ $ref: '#/components/schemas/A' }, text] };
    const of = (A: Schema): Api => api({}, { Ticket: either, A });
    expect(changesBetween(of(required), of(one))).toEqual(['! schema A in responses may lack the property a']);
  });
});
