import { canonicalAddress, canonicalClient } from '../events/address.ts';
import { ctimeTime } from '../events/times.ts';
import { apacheFacts } from './apache-error-rules.ts';
import type { LineContext, LogFormat } from './log-format.ts';
import { otherEvent } from './log-format.ts';
import { errorEvent, firewallField } from './server-error.ts';
import type { ErrorSource } from './server-error.ts';

const LEVEL = /\[(?:[\w.-]{0,64}:)?(emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] /uy;
/** Process, thread, and whatever else a server adds. */
const FIELD = /\[(?!client |remote )[^[\]]{1,80}\] /uy;
/** Source file and system error are between them and the client. */
const CLIENT =
  /(?:[\w./-]{1,100}\(\d{1,6}\): )?(?:\(\d{1,6}\)[^[\]:]{1,200}: )?\[(?:client|remote) (\[[^[\]\s]{1,64}\](?::\d{1,5})?|[^[\]\s]{1,255})\] /uy;
const SECOND_CLIENT = /^\[client ([^[\]\s]{1,64})\] (?=ModSecurity)/u;

/** Error log of Apache 2.0 to 2.4, with messages of ModSecurity, also in syslog. */
export const apacheError: LogFormat = {
  name: 'apache-error',
  read(line, context) {
    if (line.charCodeAt(0) !== 91) return undefined;
    const stamp = ctimeTime(line, 1, context.offset);
    if (stamp === undefined ? context.envelope.program === '' : !line.startsWith('] ', stamp.end)) return undefined;
    const level = sticky(LEVEL, line, stamp === undefined ? 0 : stamp.end + 2);
    if (level === undefined) return undefined;
    const fields = skipFields(line, level.end);
    const from = sticky(CLIENT, line, fields);
    const time = stamp?.time;
    if (from === undefined) return otherEvent(time, context);
    // Since 2.4 there are modules or processes in the line, and a port after the address.
    const peer = clientOf(from.match[1] ?? '', level.match[0].includes(':') || fields > level.end);
    const source = sourceOf(line.slice(from.end), peer, time, context);
    const facts = apacheFacts(source.message, level.match[1] ?? '');
    return errorEvent(facts, source, context) ?? otherEvent(time, context);
  },
};

function sourceOf(text: string, peer: string | undefined, time: number | undefined, context: LineContext): ErrorSource {
  const second = SECOND_CLIENT.exec(text.slice(0, 100));
  const message = text.slice(second?.[0].length ?? 0).replace(/^AH\d{5}: /u, '');
  const isFirewall = message.startsWith('ModSecurity');
  const referrer = isFirewall ? -1 : message.lastIndexOf(', referer: ');
  return {
    service: 'apache',
    time,
    client: context.clientOf(second?.[1] ?? peer),
    target: isFirewall ? firewallField(message, 'hostname') || undefined : undefined,
    method: '',
    url: '',
    message: referrer < 0 ? message : message.slice(0, referrer),
  };
}

function skipFields(line: string, from: number): number {
  let end = from;
  for (let count = 0; count < 8; count++) {
    const field = sticky(FIELD, line, end);
    if (field === undefined) break;
    ({ end } = field);
  }
  return end;
}

function sticky(
  pattern: RegExp,
  line: string,
  at: number,
): { readonly match: RegExpExecArray; readonly end: number } | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(line);
  return match === null ? undefined : { match, end: pattern.lastIndex };
}

/** `2001:db8::7:51548` is an address with a port since 2.4, which some versions write without brackets. */
function clientOf(text: string, hasPort: boolean): string | undefined {
  const isBareIpv6 = hasPort && !text.startsWith('[') && text.indexOf(':') !== text.lastIndexOf(':');
  const withoutPort = isBareIpv6 ? canonicalAddress(text.slice(0, text.lastIndexOf(':'))) : undefined;
  return withoutPort ?? canonicalClient(text.replace(/^([^:]*):\d{1,5}$/u, '$1'));
}
