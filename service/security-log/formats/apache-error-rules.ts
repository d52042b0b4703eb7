import type { ServerErrorEvent } from '../events/log-event.ts';
import { firewallFacts } from './server-error.ts';
import type { ErrorFacts } from './server-error.ts';

type Rule = readonly [pattern: RegExp, facts: (value: string) => ErrorFacts];

const login =
  (outcome: 'failed' | 'invalid-user' | 'refused') =>
  (user: string): ErrorFacts => ({ kind: 'login', outcome, user });
const error =
  (reason: ServerErrorEvent['reason']) =>
  (url: string): ErrorFacts => ({ kind: 'server-error', reason, url });
const invalid = (): ErrorFacts => ({ kind: 'protocol', reason: 'invalid-request' });

/** The first that matches counts; its first group is the user or the path. None repeats inside a repetition. */
const RULES: readonly Rule[] = [
  [/^(?:Digest: )?user [`'](.*)' in realm .{0,200} not found: /u, login('invalid-user')],
  [/^(?:Digest: )?user (.*) not found: /u, login('invalid-user')],
  [/^(?:Digest: )?user (.*): (?:authentication failure for "|password mismatch: )/u, login('failed')],
  [/^auth_ldap authenticate: user (.*) authentication failed/u, login('failed')],
  [
    /^(?:Digest: )?(?:realm mismatch - got|unknown algorithm|invalid qop|client used wrong authentication scheme)/u,
    () => login('failed')(''),
  ],
  [
    /^(?:Digest: )?invalid nonce .{0,200} received - (?:user attempted time travel|length is not)/u,
    () => login('failed')(''),
  ],
  [/^(?:Digest: )?invalid nonce /u, () => ({ kind: 'other' })],
  [/^(?:Authorization of )?user (.*?)(?: to access .*failed|: authorization failure for )/u, login('refused')],
  [/^client denied by server configuration: (.*)/u, error('forbidden')],
  [
    /^(?:Directory index forbidden by|Cannot serve directory|Symbolic link not allowed)[^:/]{0,60}:? ?(\/.*)?/u,
    error('forbidden'),
  ],
  [/^access to (.*) failed/u, error('forbidden')],
  [/^File does not exist: (.*)/u, error('missing')],
  [/^script '(.*)' not found or unable to stat/u, error('missing')],
  [/^script not found or unable to stat: (.*)/u, error('missing')],
  [/^stderr from (.*): script not found or unable to stat/u, error('missing')],
  [/^Got error 'Primary script unknown/u, () => error('missing')('')],
  [/^Attempt to (?:serve|invoke) directory(?: as script)?: (.*)/u, error('missing')],
  [
    /^(?:Invalid (?:URI|method) in request|request failed: |invalid URI path|Invalid URI|Unknown method|client sent (?:malformed|HTTP\/|invalid))/u,
    invalid,
  ],
  [/^\(36\)File name too long|^access to .{0,200}File name too long/u, invalid],
  [
    /^SSL (?:library error \d{1,3} in handshake|handshake (?:failed|interrupted|stopped))/iu,
    () => ({ kind: 'protocol', reason: 'handshake' }),
  ],
  [/^mod_qos\(\d{1,5}\): access denied/u, () => error('limited')('')],
];

const SEVERE = /^(?:emerg|alert|crit|error|warn)$/u;

const LONGEST = 4096;

/** What a message of Apache's error log says, less its number and the referrer. */
export function apacheFacts(message: string, severity: string): ErrorFacts {
  if (message.startsWith('ModSecurity')) return firewallFacts(message);
  const text = message.slice(0, LONGEST);
  for (const [pattern, facts] of RULES) {
    const match = pattern.exec(text);
    if (match !== null) return facts(match[1] ?? '');
  }
  return SEVERE.test(severity) ? error('error')('') : { kind: 'other' };
}
