import type { HttpEvent } from '../events/log-event.ts';
import { apacheTime } from '../events/times.ts';
import type { LineContext, LogFormat } from './log-format.ts';
import { presentField, quotedAt } from './quoted.ts';

/** Cache, upstream and own status, of which the last counts; method, scheme and host. */
const HEAD = /\] (?:\S{1,20} ){0,2}(\d{3}) - (\S{1,32}) (\S{1,16}) (\S{1,255}) "/uy;
const CLIENT = /^ \[Client (\S{1,64})\] \[Length (\d{1,15}|-)\] \[Gzip [\d.-]{1,20}\] (?:\[Sent-to [^\]]{0,255}\] )?/u;

/** Access log of Nginx Proxy Manager. */
export const nginxProxyManager: LogFormat = {
  name: 'nginx-proxy-manager',
  read(line, context) {
    if (line.charCodeAt(0) !== 91) return undefined;
    const time = apacheTime(line, 1, context.offset);
    HEAD.lastIndex = line.indexOf(']');
    const head = time === undefined || HEAD.lastIndex < 0 ? null : HEAD.exec(line);
    return head === null ? undefined : request(line, time, head, context);
  },
};

function request(
  line: string,
  time: number | undefined,
  head: RegExpExecArray,
  context: LineContext,
): HttpEvent | undefined {
  const url = quotedAt(line, head.index + head[0].length - 1);
  const client = url === undefined ? null : CLIENT.exec(line.slice(url.end, url.end + 500));
  if (url === undefined || client === null) return undefined;
  const agent = quotedAt(line, url.end + client[0].length);
  const referrer = agent === undefined ? undefined : quotedAt(line, agent.end + 1);
  const [, status, method = '', , host = ''] = head;
  return {
    kind: 'http',
    time,
    client: context.clientOf(client[1]),
    count: 1,
    target: presentField(host) || undefined,
    method,
    url: url.text,
    protocol: '',
    status: Number(status),
    bytes: Number(client[2]) || 0,
    referrer: presentField(referrer?.text ?? ''),
    userAgent: presentField(agent?.text ?? ''),
    user: '',
  };
}
