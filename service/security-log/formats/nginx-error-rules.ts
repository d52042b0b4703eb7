import type { ServerErrorEvent } from '../events/log-event.ts';
import { firewallFacts } from './server-error.ts';
import type { ErrorFacts } from './server-error.ts';

type Rule = readonly [pattern: RegExp, facts: (user: string) => ErrorFacts];

const error = (reason: ServerErrorEvent['reason']) => (): ErrorFacts => ({ kind: 'server-error', reason, url: '' });
const protocol = (reason: 'invalid-request' | 'handshake') => (): ErrorFacts => ({ kind: 'protocol', reason });
const OTHER = (): ErrorFacts => ({ kind: 'other' });

/** The first that matches counts; its first group is the user. */
const RULES: readonly Rule[] = [
  [/^user "(.*)": password mismatch$/u, (user) => ({ kind: 'login', outcome: 'failed', user })],
  [/^user "(.*)" was not found in "/u, (user) => ({ kind: 'login', outcome: 'invalid-user', user })],
  [/^PAM: user '(.*)' - not authenticated/u, (user) => ({ kind: 'login', outcome: 'failed', user })],
  [/^limiting (?:requests|connections)/u, error('limited')],
  [/^access forbidden by rule|^directory index of ".*" is forbidden|^".*" is forbidden \(/u, error('forbidden')],
  [/ (?:failed|is not found) \((?:2|20|36): /u, error('missing')],
  [/^FastCGI sent in stderr: "(?:Primary script unknown|Unable to open primary script)/u, error('missing')],
  [/^SSL_do_handshake\(\) failed|^peer closed connection in SSL handshake/u, protocol('handshake')],
  [/^client sent (?!no )/u, protocol('invalid-request')],
  [/^client intended to send too large body/u, error('error')],
  // What the server behind did, and a client that left, are no fault of the client.
  [
    /while (?:connecting to|reading|sending|SSL handshaking to) .{0,60}upstream|^upstream |^no live upstreams|^no user\/password was provided|^delaying /u,
    OTHER,
  ],
];

const SEVERE = /^(?:emerg|alert|crit|error)$/u;
const LONGEST = 4096;

/** What a message of nginx' error log says; `login` is the account of its mail proxy. */
export function nginxFacts(message: string, severity: string, login: string): ErrorFacts {
  if (message.startsWith('ModSecurity')) return firewallFacts(message);
  if (message.startsWith('client login failed')) return { kind: 'login', outcome: 'failed', user: login };
  const text = message.length > LONGEST ? message.slice(0, LONGEST / 2) + message.slice(-LONGEST / 2) : message;
  for (const [pattern, facts] of RULES) {
    const match = pattern.exec(text);
    if (match !== null) return facts(match[1] ?? '');
  }
  return SEVERE.test(severity) ? error('error')() : OTHER();
}
