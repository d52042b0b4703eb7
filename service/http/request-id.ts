import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What gateways generate. Ids are logged, so none looks like an API key, a JSON Web Token or the token of a ticket. */
const SANE_ID = /^(?!kq_|eyJ|.*\.[\w-]{22}$)[\w.:-]{8,128}$/;
/** W3C Trace Context section 3.2.2: version, trace id, parent id, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Generated ids: a request keeps its id, whoever asks for it. */
const generated = new WeakMap<IncomingMessage, string>();

/** Returns the request id: `x-request-id`, or the trace id of `traceparent`, if well-formed; otherwise a random UUID. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  if (typeof given === 'string' && SANE_ID.test(given)) return given;
  return traceIdOf(request) ?? generatedId(request);
}

/** Returns the trace id of `traceparent`; undefined if it is missing or invalid. */
export function traceIdOf({ headers }: IncomingMessage): string | undefined {
  const { traceparent } = headers;
  const id = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}

function generatedId(request: IncomingMessage): string {
  const known = generated.get(request);
  if (known !== undefined) return known;
  const id = randomUUID();
  generated.set(request, id);
  return id;
}
