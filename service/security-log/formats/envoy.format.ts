import type { HttpEvent } from '../events/log-event.ts';
import { numericTime } from '../events/times.ts';
import { jsonAccess } from './json-access.ts';
import type { AccessKeys } from './json-access.ts';
import type { LineContext, LogFormat } from './log-format.ts';
import { presentField } from './quoted.ts';
import { requestLine } from './request-line.ts';

const KEYS: AccessKeys = {
  status: ['response_code', 'responseCode'],
  peer: ['downstream_direct_remote_address', 'downstream_remote_address', 'downstreamRemoteAddress', 'client_ip'],
  forwarded: ['x_forwarded_for', 'x-forwarded-for', 'xForwardedFor', 'forwarded_for'],
  time: ['start_time', 'startTime', 'timestamp', 'time'],
  request: ['request'],
  method: ['method', ':method'],
  url: ['x_envoy_original_path', 'x-envoy-original-path', 'x-envoy-origin-path', 'path', ':path'],
  protocol: ['protocol'],
  bytes: ['bytes_sent', 'bytesSent'],
  referrer: ['referer', 'referrer'],
  userAgent: ['user_agent', 'user-agent', 'userAgent'],
  user: [],
  host: ['authority', ':authority', 'requested_server_name', 'upstream_cluster'],
};

/** What Istio writes after the last quoted field: upstream cluster, two local addresses, that of the connection, server name, route. */
const CONNECTION = /^ \S{1,255} \S{1,64} \S{1,64} (\S{1,64}:\d{1,5}) \S{1,255} \S{1,255}$/u;
const ANSWER = /" (\d{1,3}) \S{1,64} /uy;

/** Envoy access log: the default text, that of Istio, or JSON. */
export const envoy: LogFormat = {
  name: 'envoy',
  read(line, context) {
    if (context.json !== undefined) return jsonAccess(context.json, KEYS, context);
    return line.startsWith('[') ? textLine(line, context) : undefined;
  },
};

/**
 * `[time] "METHOD path protocol" status flags ... "forwarded" "user agent" "request id" "authority" "upstream" ...`. The default
 * has no address of the connection, but Envoy appends it to the forwarded ones (`use_remote_address`).
 */
function textLine(line: string, context: LineContext): HttpEvent | undefined {
  const stamp = numericTime(line, 1, 0);
  if (stamp === undefined || !line.startsWith('] "', stamp.end)) return undefined;
  const start = stamp.end + 3;
  const answer = answerAfter(line, start);
  if (answer === undefined) return undefined;
  const last = line.lastIndexOf('"');
  const connection = CONNECTION.exec(line.slice(last + 1, last + 1000))?.[1];
  const { forwarded, agent, authority, bytes } = fieldsAfter(line, answer.end + 1, connection === undefined ? 5 : 6);
  const peer = connection ?? forwarded?.slice(forwarded.lastIndexOf(',') + 1).trim();
  return {
    kind: 'http',
    time: stamp.time,
    client: context.clientOf(peer, forwarded),
    count: 1,
    target: authority,
    ...requestLine(line.slice(start, answer.end)),
    status: answer.status,
    bytes,
    referrer: '',
    userAgent: agent,
    user: '',
  };
}

/** The first quote before a status and flags: Envoy does not escape quotes. */
function answerAfter(line: string, from: number): { readonly status: number; readonly end: number } | undefined {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    ANSWER.lastIndex = at;
    const match = ANSWER.exec(line);
    if (match !== null) return { status: Number(match[1]), end: at };
  }
  return undefined;
}

interface QuotedFields {
  readonly forwarded: string | undefined;
  readonly agent: string;
  readonly authority: string | undefined;
  readonly bytes: number;
}

/** The quoted fields, of which there are `count`; more are a client's quotes, and nothing is certain. */
function fieldsAfter(line: string, from: number, count: number): QuotedFields {
  const parts = line.slice(from).split('"');
  if (parts.length !== 2 * count + 1) return { forwarded: undefined, agent: '', authority: undefined, bytes: 0 };
  const [forwarded = '', agent = '', , authority = ''] = parts.filter((_, index) => index % 2 === 1).slice(-5);
  // Before them: bytes received and sent, duration and time of the upstream.
  const numbers = parts.at(-11)?.trim().split(' ') ?? [];
  return {
    forwarded: presentField(forwarded) || undefined,
    agent: presentField(agent),
    authority: presentField(authority) || undefined,
    bytes: Number(numbers.at(-3) ?? 0) || 0,
  };
}
