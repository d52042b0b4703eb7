import type { LogEvent } from '../events/log-event.ts';
import type { LineContext, LogFormat } from './log-format.ts';
import { hostOf, otherEvent } from './log-format.ts';
import { SSHD_RULES } from './sshd-rules.ts';
import type { SshdFacts } from './sshd-rules.ts';
import { syslogMessage } from './syslog-message.ts';

/** OpenSSH's server in syslog or the journal, including `sshd-session` and `sshd-auth` of version 9.8 and later. */
export const sshd: LogFormat = {
  name: 'sshd',
  read(line, context) {
    if (!/^sshd(?:-session|-auth)?$/u.test(context.envelope.program)) return undefined;
    const { text, count } = syslogMessage(line);
    const message = text.replace(/^(?:error|fatal|info|debug\d): /u, '').replace(/ \[(?:preauth|postauth)\]$/u, '');
    const isBeforeSignIn = text.endsWith(' [preauth]');
    for (const rule of SSHD_RULES) {
      if (!message.startsWith(rule.start)) continue;
      const facts = rule.read(message, isBeforeSignIn);
      if (facts !== undefined) return event(facts, count, context);
    }
    return otherEvent(undefined, context);
  },
};

function event(facts: SshdFacts, count: number, context: LineContext): LogEvent {
  const { envelope } = context;
  const base = {
    time: envelope.time,
    client: context.clientOf(facts.client),
    count: count * (facts.count ?? 1),
    target: hostOf(context),
    service: 'sshd',
    connection: envelope.pid === '' ? '' : `${envelope.host} sshd[${envelope.pid}]`,
  };
  if (facts.kind === 'protocol') return { ...base, kind: 'protocol', reason: facts.reason, detail: facts.detail };
  const { outcome, isAttempt, user, method } = facts;
  return { ...base, kind: 'login', outcome, isAttempt, user, method };
}
