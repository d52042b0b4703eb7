import { describe, expect, it } from '@jest/globals';
import { LineReader } from './line-reader.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const readLine = (line: string) => new LineReader().read(line, NOW);
const read = (message: string, program = 'sshd') => readLine(`Nov 22 05:10:37 edge-1 ${program}[4711]: ${message}`);
const ADDRESS = '192.0.2.7';

describe('attempts', () => {
  it('give everything the line says', () => {
    expect(read('Failed password for root from 192.0.2.7 port 50000 ssh2')).toEqual({
      kind: 'login',
      time: Date.parse('2026-11-22T05:10:37Z'),
      client: ADDRESS,
      count: 1,
      target: 'edge-1',
      outcome: 'failed',
      isAttempt: true,
      service: 'sshd',
      user: 'root',
      method: 'password',
      connection: 'edge-1 sshd[4711]',
    });
  });

  it.each([
    [
      'Failed password for invalid user ada from 192.0.2.7 port 50000 ssh2',
      { outcome: 'invalid-user', user: 'ada', method: 'password' },
    ],
    ['Failed password for illegal user ada from 192.0.2.7 port 50000 ssh2', { outcome: 'invalid-user', user: 'ada' }],
    ['Failed password for invalid user  from 192.0.2.7 port 50000 ssh2', { outcome: 'invalid-user', user: '' }],
    ['Failed password for invalid user ada lovelace from 192.0.2.7 port 50000 ssh2', { user: 'ada lovelace' }],
    [
      'Failed keyboard-interactive/pam for root from 192.0.2.7 port 50000 ssh2 [preauth]',
      { outcome: 'failed', method: 'keyboard-interactive/pam' },
    ],
    ['Failed keyboard-interactive for <invalid username> from 192.0.2.7 port 50000 ssh2', { outcome: 'invalid-user' }],
    [
      'Failed hostbased for ada from 192.0.2.7 port 50000 ssh2: RSA SHA256:AbC+/d, client user "ada", client host "example.org"',
      { outcome: 'failed', method: 'hostbased' },
    ],
    [
      'Failed publickey for invalid user git from 192.0.2.7 port 50000 ssh2: ED25519 SHA256:AbCdEf0123456789',
      { outcome: 'invalid-user', user: 'git', method: 'publickey' },
    ],
    ['Failed password for root from 192.0.2.7', { user: 'root' }],
    ['error: Failed password for root from 192.0.2.7 port 50000 ssh2', { user: 'root' }],
    [
      'Failed password for x from 198.51.100.66 port 22 ssh2 from 192.0.2.7 port 50000 ssh2',
      { user: 'x from 198.51.100.66 port 22 ssh2' },
    ],
    ['Failed password for root from 192.0.2.7 port 50000 ssh1: ruser x from 198.51.100.66', { user: 'root' }],
    [
      'Failed publickey for invalid user x from 198.51.100.66 port 1 ssh2: RSA a from 192.0.2.7 port 50000 ssh2: RSA SHA256:AbCdEf0123',
      { outcome: 'invalid-user' },
    ],
  ])('%s', (message, expected) => {
    expect(read(message)).toMatchObject({ kind: 'login', isAttempt: true, client: ADDRESS, count: 1, ...expected });
  });

  it('count as often as syslog repeated them', () => {
    expect(read('message repeated 5 times: [ Failed password for root from 192.0.2.7 port 50000 ssh2]')).toMatchObject({
      client: ADDRESS,
      count: 5,
      isAttempt: true,
    });
  });

  it.each([
    'Failed publickey for ada from 192.0.2.7 port 50000 ssh2: RSA SHA256:AbCdEf0123456789',
    'Failed none for ada from 192.0.2.7 port 50000 ssh2',
    'Failed none for invalid user ada from 192.0.2.7 port 50000 ssh2',
  ])('are not: %s', (message) => {
    expect(read(message)).toMatchObject({ kind: 'login', isAttempt: false, client: ADDRESS });
  });

  it('have no client where a certificate of an unknown user could have forged it', () => {
    const message =
      'Failed publickey for invalid user a from 198.51.100.66 port 1 ssh2: b from 192.0.2.7 port 2 ssh2: RSA-CERT SHA256:x ID y (serial 0) CA RSA SHA256:z';
    expect(read(message)).toMatchObject({ kind: 'login', client: undefined });
  });

  it('that succeed are accepted', () => {
    expect(
      read('Accepted publickey for ada from 2001:DB8::7 port 50000 ssh2: ED25519 SHA256:AbCdEf0123456789'),
    ).toMatchObject({
      outcome: 'accepted',
      isAttempt: true,
      client: '2001:db8::7',
      user: 'ada',
      method: 'publickey',
    });
  });
});

describe('related lines', () => {
  it.each([
    ['Invalid user ada from 192.0.2.7', { outcome: 'invalid-user', user: 'ada', method: '' }],
    ['Invalid user ada from 192.0.2.7 port 50000', { outcome: 'invalid-user', user: 'ada' }],
    ['Invalid user a from 198.51.100.66 port 1 from 192.0.2.7 port 50000', { user: 'a from 198.51.100.66 port 1' }],
    [
      'error: PAM: Authentication failure for root from 192.0.2.7',
      { outcome: 'failed', user: 'root', method: 'keyboard-interactive/pam' },
    ],
    [
      'error: PAM: Authentication failure for root from 192.0.2.7 via 198.51.100.1',
      { outcome: 'failed', user: 'root' },
    ],
    [
      'error: PAM: User not known to the underlying authentication module for illegal user ada from 192.0.2.7',
      { outcome: 'invalid-user', user: 'ada' },
    ],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
      { outcome: 'failed', user: 'root', method: 'pam' },
    ],
    [
      'PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
      { outcome: 'failed', count: 2 },
    ],
    ['User root from 192.0.2.7 not allowed because not listed in AllowUsers', { outcome: 'refused', user: 'root' }],
    ['ROOT LOGIN REFUSED FROM 192.0.2.7 port 50000 [preauth]', { outcome: 'refused', user: 'root' }],
    ['refused connect from client.example.net (192.0.2.7)', { outcome: 'refused' }],
    [
      'Authentication tried for ada with correct key but not from a permitted host (host=client.example.net, ip=192.0.2.7).',
      { outcome: 'refused' },
    ],
    [
      'Connection closed by authenticating user root 192.0.2.7 port 50000 [preauth]',
      { outcome: 'failed', user: 'root' },
    ],
    ['Connection closed by invalid user  192.0.2.7 port 50000 [preauth]', { outcome: 'invalid-user', user: '' }],
    [
      'Connection reset by authenticating user a 198.51.100.66 192.0.2.7 port 50000 [preauth]',
      { outcome: 'failed', user: 'a 198.51.100.66' },
    ],
    ['Disconnected from invalid user ada 192.0.2.7 port 50000 [preauth]', { outcome: 'invalid-user', user: 'ada' }],
    ['error: Received disconnect from 192.0.2.7: 3: com.example.AuthException: Auth fail', { outcome: 'failed' }],
    [
      'error: Received disconnect from 192.0.2.7 port 50000:14: No supported authentication methods available [preauth]',
      { outcome: 'failed' },
    ],
  ])('%s', (message, expected) => {
    expect(read(message)).toMatchObject({ kind: 'login', isAttempt: false, client: ADDRESS, ...expected });
  });

  it('may have no address', () => {
    expect(read('User root not allowed because account is locked')).toMatchObject({
      outcome: 'refused',
      client: undefined,
      user: 'root',
    });
  });
});

describe('abuse of the protocol', () => {
  it.each([
    ['Did not receive identification string from 192.0.2.7 port 50000', 'identification'],
    ["Bad protocol version identification 'GET / HTTP/1.1' from 192.0.2.7 port 50000", 'identification'],
    ['banner exchange: Connection from 192.0.2.7 port 50000: invalid format', 'identification'],
    [
      'fatal: Unable to negotiate with 192.0.2.7 port 50000: no matching cipher found. Their offer: none [preauth]',
      'negotiation',
    ],
    ['error: Protocol major versions differ for 192.0.2.7 port 50000: SSH-2.0-x vs. SSH-1.5-y', 'negotiation'],
    [
      'ssh_dispatch_run_fatal: Connection from 192.0.2.7 port 50000: message authentication code incorrect [preauth]',
      'negotiation',
    ],
    [
      'ssh_dispatch_run_fatal: Connection from invalid user ada 192.0.2.7 port 50000: Connection corrupted [preauth]',
      'negotiation',
    ],
    ['fatal: Timeout before authentication for 192.0.2.7 port 50000', 'timeout'],
    ['Timeout before authentication for connection from 192.0.2.7 to 198.51.100.1, pid = 4711', 'timeout'],
    [
      'error: maximum authentication attempts exceeded for invalid user ada from 192.0.2.7 port 50000 ssh2 [preauth]',
      'too-many-attempts',
    ],
    ['drop connection #10 from [192.0.2.7]:50000 on [198.51.100.1]:22 past MaxStartups', 'too-many-attempts'],
    ['Connection reset by 192.0.2.7 port 50000 [preauth]', 'closed'],
  ])('%s', (message, reason) => {
    expect(read(message)).toMatchObject({
      kind: 'protocol',
      service: 'sshd',
      reason,
      client: ADDRESS,
      connection: 'edge-1 sshd[4711]',
    });
  });

  it.each([
    ['error: kex_exchange_identification: Connection closed by remote host', 'identification'],
    ['fatal: Unable to negotiate a key exchange method [preauth]', 'negotiation'],
    ['fatal: no matching mac found: client hmac-x server hmac-y [preauth]', 'negotiation'],
    ['Disconnecting: Too many authentication failures for root [preauth]', 'too-many-attempts'],
  ])('without an address: %s', (message, reason) => {
    expect(read(message)).toMatchObject({ kind: 'protocol', reason, client: undefined });
  });
});

describe('lines without interest', () => {
  it.each([
    'Connection from 192.0.2.7 port 50000 on 198.51.100.1 port 22',
    'Connection closed by 192.0.2.7 port 50000 [preauth]',
    'Connection reset by 192.0.2.7 port 50000',
    'Disconnected from user ada 192.0.2.7 port 50000',
    'Received disconnect from 192.0.2.7 port 50000:11: disconnected by user',
    'Disconnecting invalid user ada 192.0.2.7 port 50000: Too many authentication failures [preauth]',
    'input_userauth_request: invalid user ada [preauth]',
    'reverse mapping checking getaddrinfo for client.example.net [192.0.2.7] failed - POSSIBLE BREAK-IN ATTEMPT!',
    'Address 192.0.2.7 maps to client.example.net, but this does not map back to the address - POSSIBLE BREAK-IN ATTEMPT!',
    'pam_unix(sshd:session): session opened for user ada by (uid=0)',
    'pam_unix(sshd:auth): check pass; user unknown',
    'Postponed publickey for ada from 192.0.2.7 port 50000 ssh2 [preauth]',
    'Server listening on 0.0.0.0 port 22.',
    'User ada from somewhere',
    'Failed to open session',
    '',
  ])('%s', (message) => {
    expect(read(message)).toEqual(expect.objectContaining({ kind: 'other', client: undefined }));
  });
});

describe('what is around the message', () => {
  const MESSAGE = 'Failed password for root from 192.0.2.7 port 50000 ssh2';
  const TIME = Date.parse('2026-11-22T05:10:37Z');

  it.each([
    ['RFC 3164', `Nov 22 05:10:37 edge-1 sshd[4711]: ${MESSAGE}`, TIME, 'edge-1'],
    ['RFC 3164 with a priority', `<38>Nov 22 05:10:37 edge-1 sshd[4711]: ${MESSAGE}`, TIME, 'edge-1'],
    ['no host', `Nov 22 05:10:37 sshd[4711]: ${MESSAGE}`, TIME, undefined],
    ['brackets around the program', `Nov 22 05:10:37 [sshd]: ${MESSAGE}`, TIME, undefined],
    ['a message id', `Nov 22 05:10:37 edge-1 sshd[4711]: [ID 800047 auth.info] ${MESSAGE}`, TIME, 'edge-1'],
    ['a time of the kernel', `edge-1 sshd[4711]: kernel: [  970.699397] ${MESSAGE}`, undefined, 'edge-1'],
    ['RFC 5424', `<38>1 2026-11-22T05:10:37.000Z edge-1 sshd 4711 - - ${MESSAGE}`, TIME, 'edge-1'],
    [
      'RFC 5424 with structured data',
      String.raw`<38>1 2026-11-22T06:10:37+01:00 edge-1 sshd 4711 - [meta id="1"][x@1 a="[b\]" c=" - "] ${MESSAGE}`,
      TIME,
      'edge-1',
    ],
    ['rsyslog', `2026-11-22T05:10:37.000000+00:00 edge-1 sshd[4711]: ${MESSAGE}`, TIME, 'edge-1'],
    ['journalctl short', `edge-1 sshd[4711]: ${MESSAGE}`, undefined, 'edge-1'],
    ['journalctl short-iso', `2026-11-22T05:10:37+0000 edge-1 sshd[4711]: ${MESSAGE}`, TIME, 'edge-1'],
    ['journalctl short-unix', `1795324237.000000 edge-1 sshd[4711]: ${MESSAGE}`, TIME, 'edge-1'],
    ['journalctl short-full', `Sun 2026-11-22 05:10:37 UTC edge-1 sshd[4711]: ${MESSAGE}`, TIME, 'edge-1'],
    [
      'journalctl json',
      JSON.stringify({
        __REALTIME_TIMESTAMP: '1795324237000000',
        _HOSTNAME: 'edge-1',
        SYSLOG_IDENTIFIER: 'sshd',
        _PID: '4711',
        MESSAGE,
      }),
      TIME,
      'edge-1',
    ],
    [
      'Filebeat',
      JSON.stringify({
        '@timestamp': '2026-11-22T05:10:38Z',
        message: `Nov 22 05:10:37 edge-1 sshd[4711]: ${MESSAGE}`,
      }),
      TIME,
      'edge-1',
    ],
    ['a carriage return', `Nov 22 05:10:37 edge-1 sshd[4711]: ${MESSAGE}\r`, TIME, 'edge-1'],
  ])('%s', (_name, line, time, target) => {
    expect(readLine(line)).toMatchObject({ kind: 'login', client: ADDRESS, time, target });
  });

  it.each(['sshd-session', 'sshd-auth'])('%s is sshd too', (program) => {
    expect(read(MESSAGE, program)).toMatchObject({ kind: 'login', client: ADDRESS, service: 'sshd' });
  });

  it('has to name sshd: other programs may repeat what a client sent', () => {
    expect(read(MESSAGE, 'app')).toMatchObject({ kind: 'other' });
    expect(readLine(MESSAGE)).toBeUndefined();
    expect(
      readLine(JSON.stringify({ level: 'info', message: `Nov 22 05:10:37 edge-1 sshd[4711]: ${MESSAGE}` })),
    ).toBeUndefined();
  });

  it('need not name it where the format is fixed', () => {
    expect(new LineReader({ format: 'sshd' }).read(MESSAGE, NOW)).toMatchObject({ kind: 'login', client: ADDRESS });
  });
});
