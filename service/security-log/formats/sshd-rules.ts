import type { LoginEvent, ProtocolEvent } from '../events/log-event.ts';
import { pamFailure } from './pam-message.ts';
import { peerAfterUser, peerAtEnd, peerAtStart, peerBeforeKey } from './sshd-address.ts';

/** What one message of sshd says. */
export type SshdFacts = { readonly client: string | undefined; readonly count?: number } & (
  | ({ readonly kind: 'login' } & Pick<LoginEvent, 'outcome' | 'isAttempt' | 'user' | 'method'>)
  | ({ readonly kind: 'protocol' } & Pick<ProtocolEvent, 'reason' | 'detail'>)
);

/** Reads the messages that begin with a text; undefined where it is another message with the same beginning. */
interface SshdRule {
  readonly start: string;
  readonly read: (message: string, isBeforeSignIn: boolean) => SshdFacts | undefined;
}

const INVALID = /^(?:invalid|illegal) user ?/u;

/** Messages without a rule are of no interest: what follows a refusal, and what sshd says about itself. */
export const SSHD_RULES: readonly SshdRule[] = [
  { start: 'Failed ', read: (message) => credential(message, 'failed') },
  { start: 'Accepted ', read: (message) => credential(message, 'accepted') },
  { start: 'Invalid user ', read: (message) => invalidUser(message, 'Invalid user '.length) },
  { start: 'Illegal user ', read: (message) => invalidUser(message, 'Illegal user '.length) },
  { start: 'PAM: ', read: pamError },
  { start: 'pam_', read: pam },
  { start: '(pam_', read: pam },
  { start: 'PAM ', read: pam },
  { start: 'User ', read: notAllowed },
  { start: 'ROOT LOGIN REFUSED FROM ', read: (message) => refused(peerAtStart(message.slice(24)), 'root') },
  {
    start: 'refused connect from ',
    read: (message) => refused(peerAtStart(/\((\S+)\)$/u.exec(message)?.[1] ?? ''), ''),
  },
  { start: 'Authentication tried for ', read: notPermittedHost },
  { start: 'Connection closed by ', read: (message) => left(message, 'Connection closed by ') },
  {
    start: 'Connection reset by ',
    read: (message, early) => left(message, 'Connection reset by ') ?? reset(message, early),
  },
  { start: 'Disconnected from ', read: (message) => left(message, 'Disconnected from ') },
  { start: 'Received disconnect from ', read: disconnect },
  { start: 'Did not receive identification string from ', read: (message) => about('identification', message, 43) },
  {
    start: 'Bad protocol version identification ',
    read: (message) => protocol('identification', message, afterUser(message)),
  },
  { start: 'banner exchange: Connection from ', read: (message) => about('identification', message, 33) },
  { start: 'kex_exchange_identification: ', read: (message) => protocol('identification', message, undefined) },
  { start: 'Unable to negotiate with ', read: (message) => about('negotiation', message, 25) },
  {
    start: 'Unable to negotiate a key exchange method',
    read: (message) => protocol('negotiation', message, undefined),
  },
  { start: 'no matching ', read: (message) => protocol('negotiation', message, undefined) },
  { start: 'Protocol major versions differ for ', read: (message) => about('negotiation', message, 35) },
  { start: 'ssh_dispatch_run_fatal: Connection ', read: brokenPacket },
  { start: 'Timeout before authentication for connection from ', read: (message) => about('timeout', message, 50) },
  { start: 'Timeout before authentication for ', read: (message) => about('timeout', message, 34) },
  {
    start: 'maximum authentication attempts exceeded for ',
    read: (message) => protocol('too-many-attempts', message, afterUser(message)),
  },
  {
    start: 'Disconnecting: Too many authentication failures',
    read: (message) => protocol('too-many-attempts', message, undefined),
  },
  {
    start: 'Too many authentication failures for ',
    read: (message) => protocol('too-many-attempts', message, afterUser(message)),
  },
  { start: 'drop connection ', read: dropped },
];

function login(outcome: LoginEvent['outcome'], client: string | undefined, user: string, method = ''): SshdFacts {
  return { kind: 'login', outcome, isAttempt: false, client, user, method };
}

function protocol(reason: ProtocolEvent['reason'], detail: string, client: string | undefined): SshdFacts {
  return { kind: 'protocol', reason, detail, client };
}

function about(reason: ProtocolEvent['reason'], message: string, at: number): SshdFacts {
  return protocol(reason, message, peerAtStart(message.slice(at)));
}

function afterUser(message: string): string | undefined {
  return peerAfterUser(message)?.client;
}

/** `Failed <method> for [invalid user ]<user> from <address> port <port> ssh2[: <key>]`. */
function credential(message: string, outcome: 'failed' | 'accepted'): SshdFacts | undefined {
  const match = /^(?:Failed|Accepted) (\S{1,100}) for /u.exec(message);
  const peer = peerBeforeKey(message);
  if (match === null || peer === undefined) return undefined;
  const [start, method = ''] = match;
  const name = message.slice(start.length, Math.max(start.length, peer.start));
  const isInvalid = outcome === 'failed' && (INVALID.test(name) || name === '<invalid username>');
  // A client asks with `none` for the methods, and offers its keys one after the other.
  const isTried = outcome === 'accepted' || (method !== 'none' && (method !== 'publickey' || isInvalid));
  return {
    ...login(isInvalid ? 'invalid-user' : outcome, peer.client, isInvalid ? name.replace(INVALID, '') : name, method),
    isAttempt: isTried,
  } as SshdFacts;
}

function invalidUser(message: string, start: number): SshdFacts {
  const peer = peerAfterUser(message);
  return login('invalid-user', peer?.client, message.slice(start, Math.max(start, peer?.start ?? message.length)));
}

/** `PAM: <reason> for [illegal user ]<user> from <address>[ via <address>]`. */
function pamError(message: string): SshdFacts | undefined {
  const start = message.indexOf(' for ') + 5;
  const peer = peerAfterUser(message);
  if (peer === undefined || start < 5 || peer.start < start) return undefined;
  const name = message.slice(start, peer.start);
  return login(
    INVALID.test(name) ? 'invalid-user' : 'failed',
    peer.client,
    name.replace(INVALID, ''),
    'keyboard-interactive/pam',
  );
}

function pam(message: string): SshdFacts | undefined {
  const failure = pamFailure(message);
  return failure && { ...login('failed', failure.client, failure.user, 'pam'), count: failure.count };
}

/** `User <user> from <address> not allowed because <reason>`. */
function notAllowed(message: string): SshdFacts | undefined {
  const end = message.lastIndexOf(' not allowed because ');
  if (end < 0) return undefined;
  const from = message.lastIndexOf(' from ', end);
  if (from < 5) return refused(undefined, message.slice(5, end));
  return refused(peerAtStart(message.slice(from + 6, end)), message.slice(5, from));
}

/** `Authentication tried for <user> with correct key but not from a permitted host (host=<name>, ip=<address>).` */
function notPermittedHost(message: string): SshdFacts | undefined {
  const match = / with correct key but not from a permitted host \(host=\S{0,255}, ip=([^\s()]{1,64})/u.exec(
    message.slice(-600),
  );
  return match === null ? undefined : refused(peerAtStart(match[1] ?? ''), '');
}

function refused(client: string | undefined, user: string): SshdFacts {
  return login('refused', client, user);
}

/** `<start>authenticating user <user> <address> port <port>`: gone before it was signed in. */
function left(message: string, start: string): SshdFacts | undefined {
  const match = /^(authenticating|invalid) user /u.exec(message.slice(start.length));
  const peer = match === null ? undefined : peerAtEnd(message);
  if (match === null || peer === undefined) return undefined;
  const from = start.length + match[0].length;
  return login(
    match[1] === 'invalid' ? 'invalid-user' : 'failed',
    peer.client,
    message.slice(from, Math.max(from, peer.start)),
  );
}

function reset(message: string, isBeforeSignIn: boolean): SshdFacts | undefined {
  return isBeforeSignIn ? about('closed', message, 20) : undefined;
}

/** `Received disconnect from <address>[ port <port>]: <code>: <text>`: 3 with a failed sign-in, 14 without a method that is left. */
function disconnect(message: string): SshdFacts | undefined {
  const match = /^Received disconnect from (\S{1,255})(?: port \d{1,5})?: ?(\d{1,5}): ?(.{0,200})/u.exec(message);
  if (match === null) return undefined;
  const [, address = '', code, text = ''] = match;
  const isFailure = code === '14' || (code === '3' && /auth/iu.test(text));
  return isFailure ? login('failed', peerAtStart(address), '') : undefined;
}

/** `ssh_dispatch_run_fatal: Connection [from|to] [<state> user <user> ]<address> port <port>: <reason>`. */
function brokenPacket(message: string): SshdFacts {
  const tail = message.slice(-600);
  const port = [...tail.matchAll(/ port \d{1,5}: /gu)].at(-1);
  if (port === undefined) return protocol('negotiation', message, undefined);
  const head = tail.slice(0, port.index);
  return protocol('negotiation', message, peerAtStart(head.slice(head.lastIndexOf(' ') + 1)));
}

/** `drop connection #10 from [<address>]:<port> on [<address>]:22 <reason>`. */
function dropped(message: string): SshdFacts {
  const match = /^drop connection #\d{1,9} from (\[\S{1,64}\]:\d{1,5}) on /u.exec(message);
  return protocol('too-many-attempts', message, peerAtStart(match?.[1] ?? ''));
}
