import type { LogFormat } from './log-format.ts';
import { hostOf, otherEvent } from './log-format.ts';
import { pamFailure } from './pam-message.ts';
import { syslogMessage } from './syslog-message.ts';

const SERVICE = /^\(?pam_\w{1,40}\(([^:()]{1,64}):/u;

/** PAM in the syslog of any service but sshd, whose own lines say more. */
export const pam: LogFormat = {
  name: 'pam',
  read(line, context) {
    const { envelope } = context;
    if (envelope.program === '' || envelope.program.startsWith('sshd')) return undefined;
    const { text, count } = syslogMessage(line);
    if (!/^(?:\(?pam_|PAM \d|authentication failure;)/u.test(text)) return undefined;
    const failure = pamFailure(text);
    if (failure === undefined) return otherEvent(undefined, context);
    const service = SERVICE.exec(text.slice(0, 120))?.[1] ?? envelope.program;
    return {
      kind: 'login',
      time: envelope.time,
      client: context.clientOf(failure.client),
      count: count * failure.count,
      target: hostOf(context),
      outcome: 'failed',
      isAttempt: true,
      service,
      user: failure.user,
      method: 'pam',
      connection: envelope.pid === '' ? '' : `${envelope.host} ${envelope.program}[${envelope.pid}]`,
    };
  },
};
