import { combinedLine } from './combined-line.ts';
import type { Tail } from './combined-line.ts';
import { fieldOf, jsonAccess } from './json-access.ts';
import type { AccessKeys } from './json-access.ts';
import type { LogFormat } from './log-format.ts';

const KEYS: AccessKeys = {
  status: ['DownstreamStatus', 'OriginStatus'],
  peer: ['ClientAddr', 'ClientHost'],
  forwarded: ['request_X-Forwarded-For', 'ClientHost'],
  time: ['StartUTC', 'StartLocal', 'time'],
  request: [],
  method: ['RequestMethod'],
  url: ['RequestPath'],
  protocol: ['RequestProtocol'],
  bytes: ['DownstreamContentSize', 'OriginContentSize'],
  referrer: ['request_Referer'],
  userAgent: ['request_User-Agent'],
  user: ['ClientUsername'],
  host: ['RequestHost', 'RequestAddr', 'RouterName'],
};

/** Number of the request, router, server and duration. */
const TAIL = / \d{1,19} "([^"]*)" "[^"]*" \d{1,12}ms/uy;

/** Traefik access log, as text (common log format and more) or in JSON. */
export const traefik: LogFormat = {
  name: 'traefik',
  read(line, context) {
    const { json } = context;
    if (json === undefined) return combinedLine(line, context, readTail);
    return fieldOf(json, KEYS.peer) === '' ? undefined : jsonAccess(json, KEYS, context);
  },
};

function readTail(line: string, at: number): Tail | undefined {
  TAIL.lastIndex = at;
  const match = TAIL.exec(line);
  if (match === null) return undefined;
  const [, router = ''] = match;
  return { target: router === '-' || router === '' ? undefined : router };
}
