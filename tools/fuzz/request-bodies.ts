import type { Operation } from './description.ts';
import { HOSTILE_TEXTS } from './hostile-values.ts';
import type { Random } from './random.ts';

/** A body and the type it is sent as. */
export interface RequestBody {
  readonly type: string;
  readonly body: string;
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** A body as described by the operation. */
export function fittingBody(random: Random, { requestBody }: Operation): RequestBody {
  const types = Object.keys(requestBody?.content ?? { [JSON_TYPE]: {} });
  if (types.includes(FORM)) {
    return { type: FORM, body: random.pick(['', 'priority=', 'priority=none', `key=${'a'.repeat(36)}`]) };
  }
  return {
    type: JSON_TYPE,
    body: random.pick(['{"counter":"1"}', '{"counter":"Guichet n° 3"}', '{}', '{"priority":""}', '']),
  };
}

/** A body that is truncated, huge, of the wrong shape, or confusing. */
export function hostileBody(random: Random): RequestBody {
  const text = JSON.stringify(random.pick(HOSTILE_TEXTS));
  const body = random.pick([
    `{"counter":${text}}`,
    `{"priority":${text}}`,
    `{"counter":[${text}]}`,
    `{"__proto__":{"counter":${text}}}`,
    `{"constructor":{"prototype":{"counter":"1"}}}`,
    '{"counter":"1"',
    '{"counter":"1"}{',
    '[',
    'null',
    '0',
    '"text"',
    '[]',
    '\ufeff{}',
    `${'['.repeat(6000)}${']'.repeat(6000)}`,
    `{"counter":"${'x'.repeat(20_000)}"}`,
    '{"counter":1e400}',
    'priority=a&priority=b&key=&__proto__=1',
    `key=${'%ff'.repeat(100)}`,
    'a=1&'.repeat(3000),
    '\0\x01\x02',
    '',
  ]);
  return { type: random.pick([JSON_TYPE, FORM]), body };
}
