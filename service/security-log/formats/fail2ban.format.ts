import type { BanEvent } from '../events/log-event.ts';
import { canonicalClient } from '../events/address.ts';
import { numericTime } from '../events/times.ts';
import type { LineContext, LogFormat } from './log-format.ts';
import { hostOf, otherEvent } from './log-format.ts';

const LOGGER = /^fail2ban(?:\.\w{1,40})? {0,40}(?:\[\d{1,10}\])?: /u;
const LONGEST = 1000;
/** Level, jail, action and address. */
const ACTION =
  /^(?:DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL) {1,10}\[([^\]]{1,128})\] (Found|Ban|Unban|Restore Ban|Increase Ban) (\S{1,255})/u;
const ACTIONS: Readonly<Record<string, BanEvent['action']>> = {
  Found: 'found',
  Ban: 'ban',
  Unban: 'unban',
  'Restore Ban': 'restore',
  'Increase Ban': 'ban',
};

/** fail2ban's own log, from its file or from syslog. */
export const fail2ban: LogFormat = {
  name: 'fail2ban',
  read(line, context) {
    const stamp = numericTime(line, 0, context.offset);
    const rest = (stamp === undefined ? line : line.slice(stamp.end)).slice(0, LONGEST).trimStart();
    if (!LOGGER.test(rest) && !context.envelope.program.startsWith('fail2ban')) return undefined;
    const time = stamp?.time ?? context.envelope.time;
    return ban(rest.replace(LOGGER, '').trimStart(), time, context) ?? otherEvent(time, context);
  },
};

function ban(message: string, time: number | undefined, context: LineContext): BanEvent | undefined {
  const match = ACTION.exec(message);
  const action = ACTIONS[match?.[2] ?? ''];
  if (match === null || action === undefined) return undefined;
  const [, jail = '', , address = ''] = match;
  return { kind: 'ban', time, client: canonicalClient(address), count: 1, target: hostOf(context), action, jail };
}
