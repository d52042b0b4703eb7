import type { LogEvent } from '../events/log-event.ts';
import { epochTime, numericTime } from '../events/times.ts';
import { fieldOf } from './json-access.ts';
import type { JsonObject } from './json-line.ts';
import type { LineContext, LogFormat } from './log-format.ts';
import { hostOf, otherEvent } from './log-format.ts';

/** Kiosque's own log: access log, audit log, and messages for operators. */
export const kiosque: LogFormat = {
  name: 'kiosque',
  read(_line, context) {
    const { json } = context;
    if (json === undefined || fieldOf(json, ['msg']) === '' || !('level' in json)) return undefined;
    const time = timeOf(json);
    if (time === undefined) return undefined;
    if (json['msg'] === 'request' && typeof json['status'] === 'number')
      return request(json, json['status'], time, context);
    const audit = json['audit'];
    if (json['msg'] === 'audit' && typeof audit === 'object' && audit !== null)
      return audited(audit as JsonObject, time, context);
    return otherEvent(time, context);
  },
};

function request(json: JsonObject, status: number, time: number, context: LineContext): LogEvent {
  const method = fieldOf(json, ['method']);
  const base = {
    time,
    client: clientOf(fieldOf(json, ['address']), context),
    count: 1,
    target: hostOf(context),
  };
  if (method === '') {
    return {
      ...base,
      kind: 'protocol',
      service: 'kiosque',
      reason: 'invalid-request',
      detail: `status ${String(status)}`,
      connection: '',
    };
  }
  return {
    ...base,
    kind: 'http',
    method,
    url: fieldOf(json, ['path']),
    protocol: '',
    status,
    bytes: Number(fieldOf(json, ['bytes'])),
    referrer: fieldOf(json, ['referrer']),
    userAgent: fieldOf(json, ['userAgent']),
    user: '',
  };
}

/** The actor is `holder:` and the address of a client without a credential, or names a key, a device or a person. */
function audited(audit: JsonObject, time: number, context: LineContext): LogEvent | undefined {
  const event = fieldOf(audit, ['action']);
  if (event === '') return undefined;
  const actor = fieldOf(audit, ['actor']);
  const isHolder = actor.startsWith('holder:');
  return {
    kind: 'kiosque',
    time,
    client: isHolder ? clientOf(actor.slice(7), context) : undefined,
    count: 1,
    target: fieldOf(audit, ['queue', 'installation']) || undefined,
    event,
    outcome: fieldOf(audit, ['outcome', 'reason']),
    credential: fieldOf(audit, ['credential']) || (isHolder ? '' : actor),
  };
}

/** `LOG_ADDRESSES=prefix` logs networks, such as 203.0.113.0/24. */
function clientOf(text: string, context: LineContext): string | undefined {
  const [address = '', length] = text.split('/');
  const client = address === '' ? undefined : context.clientOf(address);
  return client === undefined || length === undefined ? client : `${client}/${length}`;
}

function timeOf(json: JsonObject): number | undefined {
  const { time } = json;
  if (typeof time === 'number') return epochTime(time);
  return typeof time === 'string' ? numericTime(time, 0, 0)?.time : undefined;
}
