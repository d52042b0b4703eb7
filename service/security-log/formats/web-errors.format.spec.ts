import { describe, expect, it } from '@jest/globals';
import { LineReader } from './line-reader.ts';

const read = (line: string) => new LineReader().read(line, Date.parse('2026-11-22T12:00:00Z'));
const ADDRESS = '192.0.2.7';
const TIME = Date.parse('2026-11-22T05:10:37Z');

describe("Apache's error log", () => {
  const apache = (message: string, level = 'core:error') =>
    read(`[Sun Nov 22 05:10:37.123456 2026] [${level}] [pid 7:tid 8] [client 192.0.2.7:50000] ${message}`);

  it.each([
    ['2.0 to 2.2', '[Sun Nov 22 05:10:37 2026] [error] [client 192.0.2.7] File does not exist: /var/www/x', ADDRESS],
    [
      '2.4',
      '[Sun Nov 22 05:10:37.000456 2026] [core:error] [pid 7:tid 8] [client 192.0.2.7:50000] AH00128: File does not exist: /var/www/x',
      ADDRESS,
    ],
    [
      '2.4 with IPv6',
      '[Sun Nov 22 05:10:37.000456 2026] [core:error] [pid 7] [client [2001:db8::7]:50000] AH00128: File does not exist: /x',
      '2001:db8::7',
    ],
    [
      '2.4 with IPv6 without brackets',
      '[Sun Nov 22 05:10:37.000456 2026] [core:error] [pid 7] [client 2001:db8::7:50000] AH00128: File does not exist: /x',
      '2001:db8::7',
    ],
    [
      '2.2 with IPv6',
      '[Sun Nov 22 05:10:37 2026] [error] [client 2001:db8::7:5000] File does not exist: /x',
      '2001:db8::7:5000',
    ],
    [
      'a full IPv6 address without a port',
      '[Sun Nov 22 05:10:37.000456 2026] [core:error] [pid 7] [client 2001:db8:1:2:3:4:5:6] File does not exist: /x',
      '2001:db8:1:2:3:4:5:6',
    ],
    [
      'a source file and a system error',
      '[Sun Nov 22 05:10:37.000456 2026] [core:error] [pid 7] core.c(12): (20)Not a directory: [client 192.0.2.7:50000] AH00128: File does not exist: /x',
      ADDRESS,
    ],
    [
      'a remote address',
      '[Sun Nov 22 05:10:37.000456 2026] [core:error] [pid 7] [remote 192.0.2.7:50000] AH00128: File does not exist: /x',
      ADDRESS,
    ],
    [
      'syslog',
      'Nov 22 05:10:37 edge-1 httpd[7]: [core:error] [pid 7] [client 192.0.2.7:50000] AH00128: File does not exist: /x',
      ADDRESS,
    ],
  ])('of %s gives time and client', (_name, line, client) => {
    expect(read(line)).toMatchObject({ kind: 'server-error', reason: 'missing', time: TIME, client });
  });

  it.each([
    ['user ada not found: /private', 'invalid-user', 'ada'],
    ['AH01618: user a b not found: /private', 'invalid-user', 'a b'],
    ["AH01790: user `ada' in realm `private' not found: /private", 'invalid-user', 'ada'],
    ["Digest: user `ada' in realm `private' not found: /private", 'invalid-user', 'ada'],
    ['AH01617: user ada: authentication failure for "/private": Password Mismatch', 'failed', 'ada'],
    ['AH01792: user ada: password mismatch: /private', 'failed', 'ada'],
    ['Digest: realm mismatch - got `a` but expected `b`', 'failed', ''],
    ['AH01777: invalid nonce abc received - user attempted time travel', 'failed', ''],
    ['AH01614: client used wrong authentication scheme: /private', 'failed', ''],
    [
      'AH01637: Authorization of user ada to access /private failed, reason: file owner does not match',
      'refused',
      'ada',
    ],
    ['AH01631: user ada: authorization failure for "/private": ', 'refused', 'ada'],
  ])('tells a sign-in: %s', (message, outcome, user) => {
    expect(apache(message)).toMatchObject({
      kind: 'login',
      service: 'apache',
      isAttempt: true,
      outcome,
      user,
      client: ADDRESS,
    });
  });

  it.each([
    ['AH01630: client denied by server configuration: /srv/.git', 'forbidden', '/srv/.git'],
    ['AH01276: Directory index forbidden by Options directive: /srv/', 'forbidden', '/srv/'],
    ['File does not exist: /var/www/x, referer: http://example.org/', 'missing', '/var/www/x'],
    ["script '/usr/lib/cgi-bin/x.cgi' not found or unable to stat", 'missing', '/usr/lib/cgi-bin/x.cgi'],
    ['AH02811: script not found or unable to stat: /cgi-bin/x', 'missing', '/cgi-bin/x'],
    ['AH02811: stderr from /cgi-bin/x: script not found or unable to stat', 'missing', '/cgi-bin/x'],
    ["AH01071: Got error 'Primary script unknown\\n'", 'missing', ''],
    ['AH01215: /bin/sh: error importing function definition for `x`', 'error', ''],
  ])('tells an error: %s', (message, reason, url) => {
    expect(apache(message)).toMatchObject({ kind: 'server-error', service: 'apache', reason, url, client: ADDRESS });
  });

  it.each([
    'Invalid URI in request GET x',
    'AH00135: Invalid method in request x',
    'AH10244: invalid URI path (/a/%2e%2e)',
    'request failed: erroneous characters after protocol string: x',
  ])('tells a request that is none: %s', (message) => {
    expect(apache(message)).toMatchObject({ kind: 'protocol', reason: 'invalid-request', client: ADDRESS });
  });

  it('tells a handshake that failed', () => {
    expect(apache('AH02008: SSL library error 1 in handshake (server www.example.org:443)', 'ssl:info')).toMatchObject({
      kind: 'protocol',
      reason: 'handshake',
    });
  });

  it.each([
    ['a nonce of before the restart', 'AH01776: invalid nonce abc received - hash is not def', 'auth_digest:error'],
    ['information', 'AH01964: Connection to child 1 established', 'ssl:info'],
  ])('has no interest in %s', (_name, message, level) => {
    expect(apache(message, level)).toMatchObject({ kind: 'other', time: TIME + 123 });
  });

  it('without a client has no interest, whatever it says', () => {
    expect(read('[Sun Nov 22 05:10:37 2026] [notice] Apache/2.2 configured')).toMatchObject({
      kind: 'other',
      client: undefined,
    });
    expect(
      read('[Sun Nov 22 05:10:37 2026] [error] PHP Warning: x [client 198.51.100.66] File does not exist: /x'),
    ).toMatchObject({ kind: 'other', client: undefined });
  });

  it('has messages of ModSecurity', () => {
    const line =
      '[Sun Nov 22 05:10:37.123456 2026] [:error] [pid 7] [client 2001:db8::7:5000] [client 2001:db8::7] ModSecurity: Access denied with code 403 (phase 2). [id "930110"] [data "[uri \\"/forged\\"]"] [hostname "www.example.org"] [uri "/a"] [unique_id "x"]';
    expect(read(line)).toMatchObject({
      kind: 'server-error',
      reason: 'firewall',
      client: '2001:db8::7',
      target: 'www.example.org',
      url: '/a',
    });
  });

  it.each([
    '[Sun Nov 22 05:10:37 2026] x',
    '[Sun Nov 22 05:10:37 2026 [error] x',
    '[error] [client 192.0.2.7] x',
    '[x] y',
  ])('is not %s', (line) => {
    expect(read(line)).toBeUndefined();
  });
});

describe("nginx' error log", () => {
  const FIELDS = ', client: 192.0.2.7, server: www.example.org, request: "GET /x?y HTTP/1.1", host: "example.org"';
  const nginx = (message: string, level = 'error') =>
    read(`2026/11/22 05:10:37 [${level}] 7#8: *9 ${message}${FIELDS}`);

  it.each([
    ['user "ada": password mismatch', 'failed', 'ada'],
    ['user "ada" was not found in "/etc/nginx/users"', 'invalid-user', 'ada'],
    ["PAM: user 'ada' - not authenticated: Authentication failure", 'failed', 'ada'],
  ])('tells a sign-in: %s', (message, outcome, user) => {
    expect(nginx(message)).toMatchObject({
      kind: 'login',
      service: 'nginx',
      isAttempt: true,
      outcome,
      user,
      client: ADDRESS,
      time: TIME,
      target: 'example.org',
    });
  });

  it('tells a sign-in at its mail proxy', () => {
    const line =
      '2026/11/22 05:10:37 [info] 7#8: *9 client login failed: "AUTH not supported" while in http auth state, client: 192.0.2.7, server: 0.0.0.0:25, login: "ada@example.org"';
    expect(read(line)).toMatchObject({
      kind: 'login',
      outcome: 'failed',
      user: 'ada@example.org',
      client: ADDRESS,
      target: '0.0.0.0:25',
    });
  });

  it.each([
    ['limiting requests, excess: 1.852 by zone "one"', 'limited'],
    ['limiting connections by zone "one"', 'limited'],
    ['access forbidden by rule', 'forbidden'],
    ['directory index of "/srv/" is forbidden', 'forbidden'],
    ['open() "/srv/x" failed (2: No such file or directory)', 'missing'],
    ['"/srv/x/index.html" is not found (2: No such file or directory)', 'missing'],
    ['FastCGI sent in stderr: "Primary script unknown" while reading response header from upstream', 'missing'],
    ['ModSecurity: Access denied with code 403 (phase 1). [hostname "x"] [uri "/x"]', 'firewall'],
    ['rewrite or internal redirection cycle', 'error'],
  ])('tells an error: %s', (message, reason) => {
    expect(nginx(message)).toMatchObject({
      kind: 'server-error',
      service: 'nginx',
      reason,
      url: '/x?y',
      method: 'GET',
      client: ADDRESS,
      time: TIME,
    });
  });

  it.each([
    ['SSL_do_handshake() failed (SSL: error:1408F0C6) while SSL handshaking', 'handshake'],
    ['client sent invalid method while reading client request line', 'invalid-request'],
  ])('tells abuse of the protocol: %s', (message, reason) => {
    expect(nginx(message, 'info')).toMatchObject({ kind: 'protocol', reason, client: ADDRESS });
  });

  it.each([
    ['connect() failed (111: Connection refused) while connecting to upstream', 'error'],
    ['upstream timed out (110: Connection timed out) while reading response header from upstream', 'error'],
    ['no user/password was provided for basic authentication', 'error'],
    ['delaying request, excess: 0.5, by zone "one"', 'warn'],
    ['client closed keepalive connection', 'info'],
  ])('has no interest in: %s', (message, level) => {
    expect(nginx(message, level)).toMatchObject({ kind: 'other', time: TIME });
  });

  it('without a client has no interest', () => {
    expect(read('2026/11/22 05:10:37 [notice] 7#8: signal process started')).toMatchObject({
      kind: 'other',
      time: TIME,
    });
  });

  it('is read in syslog, also with its tag twice', () => {
    const line = `2026/11/22 05:10:37 [error] 7#8: *9 access forbidden by rule${FIELDS}`;
    for (const wrapped of [
      `<171>1 2026-11-22T05:10:37Z edge-1 nginx - - - ${line}`,
      `edge-1 nginx[7]: edge-1 nginx: ${line}`,
      `Nov 22 05:10:37 edge-1 nginx: ${line}`,
    ]) {
      expect(read(wrapped)).toMatchObject({ kind: 'server-error', client: ADDRESS, time: TIME });
    }
  });

  it('finds the client behind a path that imitates it', () => {
    expect(
      nginx('open() "/srv/, client: 198.51.100.66, server: x" failed (2: No such file or directory)'),
    ).toMatchObject({ client: ADDRESS, reason: 'missing' });
    expect(nginx('user "a, client: 198.51.100.66": password mismatch')).toMatchObject({
      client: ADDRESS,
      outcome: 'failed',
    });
  });

  it('has no client where the imitation is perfect', () => {
    expect(
      nginx('open() "/a" failed (2: No such file or directory), client: 198.51.100.66, b" failed (2: x)'),
    ).toMatchObject({ client: undefined });
  });
});
