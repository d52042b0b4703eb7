import { numericTime } from '../events/times.ts';
import type { LineContext, LogFormat } from './log-format.ts';
import { otherEvent } from './log-format.ts';
import { splitNginxError } from './nginx-error-client.ts';
import type { NginxError } from './nginx-error-client.ts';
import { nginxFacts } from './nginx-error-rules.ts';
import { requestLine } from './request-line.ts';
import { errorEvent } from './server-error.ts';
import type { ErrorSource } from './server-error.ts';

/** Level, process and thread, connection. */
const HEADER = /^ \[(emerg|alert|crit|error|warn|notice|info|debug)\] \d{1,10}#\d{1,10}: (?:\*\d{1,20} )?/u;
/** Some systems send the tag of syslog twice. */
const TAG = /^[\w.-]{1,255} nginx(?:\[\d{1,10}\])?: (?=\d{4}\/)/u;

/** Error log of nginx, with messages of ModSecurity and sign-ins of its mail proxy, also in syslog. */
export const nginxError: LogFormat = {
  name: 'nginx-error',
  read(line, context) {
    const start = context.envelope.program === '' ? 0 : (TAG.exec(line.slice(0, 300))?.[0].length ?? 0);
    const stamp = line.charCodeAt(start + 4) === 47 ? numericTime(line, start, context.offset) : undefined;
    const header = stamp === undefined ? null : HEADER.exec(line.slice(stamp.end, stamp.end + 80));
    if (stamp === undefined || header === null) return undefined;
    const [all, level = ''] = header;
    const error = splitNginxError(line.slice(stamp.end + all.length));
    const facts = nginxFacts(error.message, level, field(error.fields, 'login'));
    return errorEvent(facts, sourceOf(error, stamp.time, context), context) ?? otherEvent(stamp.time, context);
  },
};

function sourceOf({ message, client, fields }: NginxError, time: number, context: LineContext): ErrorSource {
  const { method, url } = requestLine(field(fields, 'request'));
  const host = field(fields, 'host') || plainField(fields, 'server');
  return {
    service: 'nginx',
    time,
    client: client === undefined ? undefined : context.clientOf(client),
    target: host === '_' ? undefined : host,
    method,
    url,
    message,
  };
}

/** `, request: "GET / HTTP/1.1"`: the value may contain quotes, and the next field begins after a comma. */
function field(fields: string, name: string): string {
  const start = fields.indexOf(`, ${name}: "`);
  if (start < 0) return '';
  const from = start + name.length + 5;
  const next = fields.indexOf('", ', from);
  return fields.slice(from, next < 0 ? (fields.endsWith('"') ? fields.length - 1 : fields.length) : next);
}

function plainField(fields: string, name: string): string {
  return new RegExp(`^, client: [^,]{1,255}, ${name}: ([^,\\s]{0,255})`, 'u').exec(fields.slice(0, 600))?.[1] ?? '';
}
