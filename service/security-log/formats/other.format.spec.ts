import { describe, expect, it } from '@jest/globals';
import { LineReader } from './line-reader.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const TIME = Date.parse('2026-11-22T05:10:37Z');
const read = (line: string) => new LineReader().read(line, NOW);
const json = (fields: object) => read(JSON.stringify(fields));

describe('PAM', () => {
  const pam = (message: string) => read(`Nov 22 05:10:37 edge-1 vsftpd[7]: ${message}`);

  it.each([
    [
      'pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=ada rhost=192.0.2.7  user=ada',
      { service: 'vsftpd', user: 'ada', client: '192.0.2.7' },
    ],
    [
      'pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=ada rhost=192.0.2.7',
      { user: 'ada', client: '192.0.2.7' },
    ],
    [
      'pam_unix: authentication failure; logname= uid=0 euid=0 tty=ftp ruser=ada rhost=client.example.net',
      { service: 'vsftpd', client: 'client.example.net' },
    ],
    [
      '(pam_unix) authentication failure; logname= uid=0 euid=0 tty=ftp ruser=ada rhost=192.0.2.7',
      { client: '192.0.2.7' },
    ],
    [
      'pam_sss(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=ada rhost=2001:db8::7 user=ada',
      { service: 'dovecot', client: '2001:db8::7' },
    ],
    [
      'PAM 3 more authentication failures; logname= uid=0 euid=0 tty=ftp ruser=ada rhost=192.0.2.7  user=ada',
      { count: 3, client: '192.0.2.7' },
    ],
    [
      'pam_unix(su:auth): authentication failure; logname=ada uid=1000 euid=0 tty=pts/0 ruser=ada rhost=  user=root',
      { service: 'su', client: undefined, user: 'root' },
    ],
    [
      'pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=a rhost=198.51.100.66 rhost=192.0.2.7',
      { client: '192.0.2.7' },
    ],
    [
      'pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=a rhost=198.51.100.66 rhost=192.0.2.7  user=b',
      { client: '192.0.2.7', user: 'b' },
    ],
    [
      'pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser= rhost=192.0.2.7  user=b rhost=198.51.100.66',
      { client: undefined },
    ],
  ])('%s', (message, expected) => {
    expect(pam(message)).toMatchObject({
      kind: 'login',
      outcome: 'failed',
      isAttempt: true,
      method: 'pam',
      time: TIME,
      target: 'edge-1',
      connection: 'edge-1 vsftpd[7]',
      ...expected,
    });
  });

  it.each([
    'pam_unix(vsftpd:session): session opened for user ada by (uid=0)',
    'pam_unix(vsftpd:auth): check pass; user unknown',
  ])('has no interest in: %s', (message) => {
    expect(pam(message)).toMatchObject({ kind: 'other' });
  });
});

describe('fail2ban', () => {
  it.each([
    ['2026-11-22 05:10:37,123 fail2ban.actions        [7]: NOTICE  [sshd] Ban 192.0.2.7', 'ban', '192.0.2.7'],
    ['2026-11-22 05:10:37,123 fail2ban.actions: WARNING [sshd] Unban 2001:DB8::7', 'unban', '2001:db8::7'],
    [
      '2026-11-22 05:10:37,123 fail2ban.actions        [7]: NOTICE  [sshd] Restore Ban 192.0.2.7',
      'restore',
      '192.0.2.7',
    ],
    [
      '2026-11-22 05:10:37,123 fail2ban.filter         [7]: INFO    [sshd] Found 192.0.2.7 - 2026-11-22 05:10:36',
      'found',
      '192.0.2.7',
    ],
    [
      '2026-11-22 05:10:37,123 fail2ban.observer       [7]: NOTICE  [sshd] Increase Ban 192.0.2.7 (2 # 2:00:00 -> 2026-11-22 07:10:37)',
      'ban',
      '192.0.2.7',
    ],
  ])('%s', (line, action, client) => {
    expect(read(line)).toEqual({
      kind: 'ban',
      time: TIME + 123,
      client,
      count: 1,
      target: undefined,
      action,
      jail: 'sshd',
    });
  });

  it('is read in syslog', () => {
    expect(
      read('Nov 22 05:10:37 edge-1 fail2ban-server[7]: fail2ban.actions [7]: NOTICE  [sshd] Ban 192.0.2.7'),
    ).toMatchObject({ kind: 'ban', time: TIME, target: 'edge-1' });
    expect(read('Nov 22 05:10:37 edge-1 fail2ban.actions[7]: NOTICE [sshd] Ban 192.0.2.7')).toMatchObject({
      kind: 'ban',
      time: TIME,
      target: 'edge-1',
    });
  });

  it.each([
    '2026-11-22 05:10:37,123 fail2ban.server [7]: INFO    Starting Fail2ban v1.0.2',
    '2026-11-22 05:10:37,123 fail2ban.filter [7]: INFO    [sshd] Ignore 192.0.2.7 by ip',
  ])('has no interest in: %s', (line) => {
    expect(read(line)).toMatchObject({ kind: 'other', time: TIME + 123 });
  });
});

describe('ClamAV', () => {
  it.each([
    ['/srv/uploads/x.exe: Win.Test-1 FOUND', '/srv/uploads/x.exe', 'Win.Test-1'],
    ['/srv/a: b FOUND: Win.Test_File.UNOFFICIAL FOUND', '/srv/a: b FOUND', 'Win.Test_File.UNOFFICIAL'],
    ['x.exe: Win.Test-1 FOUND', 'x.exe', 'Win.Test-1'],
    ['/srv/x: Win.Test-1(0123456789abcdef0123456789abcdef:68) FOUND', '/srv/x', 'Win.Test-1'],
    ['instream(192.0.2.9@50000): Win.Test-1 FOUND', 'instream(192.0.2.9@50000)', 'Win.Test-1'],
    ['Nov 22 05:10:37 edge-1 clamd[7]: /srv/x: Win.Test-1 FOUND', '/srv/x', 'Win.Test-1'],
    ['Sun Nov 22 05:10:37 2026 -> /srv/x: Win.Test-1 FOUND', '/srv/x', 'Win.Test-1'],
  ])('finds a virus: %s', (line, path, signature) => {
    expect(read(line)).toMatchObject({ kind: 'virus', path, signature, client: undefined });
  });

  it('knows the time from clamd alone', () => {
    expect(read('Sun Nov 22 05:10:37 2026 -> /srv/x: Win.Test-1 FOUND')?.time).toBe(TIME);
    expect(read('/srv/x: Win.Test-1 FOUND')?.time).toBeUndefined();
  });

  it('reads the summary', () => {
    expect(read('Scanned files: 51')).toMatchObject({ kind: 'scan', scanned: 51, infected: 0 });
    expect(read('Infected files: 48')).toMatchObject({ kind: 'scan', scanned: 0, infected: 48 });
  });

  it.each([
    '/srv/readme.txt: OK',
    '/srv/x: Fake FOUND.txt: OK',
    '/srv/Infected files: 9.txt: OK',
    '/srv/empty: Empty file',
    "/srv/x: moved to '/quarantine/x'",
    '----------- SCAN SUMMARY -----------',
    '-------------------------------------------------------------------------------',
    'Known viruses: 8700000',
    'Time: 0.014 sec (0 m 0 s)',
    "WARNING: /srv/x: Can't access file",
    'Sun Nov 22 05:10:37 2026 -> SelfCheck: Database status OK.',
  ])('has no interest in: %s', (line) => {
    expect(read(line)).toMatchObject({ kind: 'other' });
  });

  it.each([
    'FOUND',
    ': FOUND',
    'x: two words FOUND',
    'note: all is OK',
    'Infected files: many',
    'Sun Nov 22 05:10:37 2026 /srv/x: Win.Test-1 FOUND',
  ])('is not: %s', (line) => {
    expect(read(line)).toBeUndefined();
  });

  it('is not the syslog of another program', () => {
    expect(read('Nov 22 05:10:37 edge-1 app[7]: /srv/x: Win.Test-1 FOUND')).toMatchObject({ kind: 'other' });
  });
});

describe('the Kubernetes audit log', () => {
  const EVENT = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/web/secrets/tls',
    verb: 'get',
    user: { username: 'system:serviceaccount:web:default' },
    sourceIPs: ['198.51.100.66', '192.0.2.7'],
    objectRef: { resource: 'secrets', namespace: 'web', name: 'tls' },
    responseStatus: { code: 403 },
    requestReceivedTimestamp: '2026-11-22T05:10:37.000000Z',
    annotations: { 'authorization.k8s.io/decision': 'forbid' },
  };

  it('gives everything the event says; only the last address is certain', () => {
    expect(json(EVENT)).toEqual({
      kind: 'kubernetes',
      time: TIME,
      client: '192.0.2.7',
      count: 1,
      target: 'web',
      verb: 'get',
      resource: 'secrets',
      namespace: 'web',
      name: 'tls',
      user: 'system:serviceaccount:web:default',
      isAllowed: false,
      status: 403,
    });
  });

  it.each([
    [
      'allowed',
      { responseStatus: { code: 200 }, annotations: { 'authorization.k8s.io/decision': 'allow' } },
      { isAllowed: true, status: 200 },
    ],
    ['not authenticated', { responseStatus: { code: 401 }, annotations: {} }, { isAllowed: false, status: 401 }],
    [
      'about a subresource',
      { objectRef: { resource: 'pods', subresource: 'exec', namespace: 'web' } },
      { resource: 'pods/exec' },
    ],
    [
      'about no resource',
      { objectRef: undefined, requestURI: '/version' },
      { resource: '/version', namespace: '', name: '' },
    ],
    ['without an address', { sourceIPs: [] }, { client: undefined }],
  ])('can be %s', (_name, change, expected) => {
    expect(json({ ...EVENT, ...change })).toMatchObject({ kind: 'kubernetes', ...expected });
  });

  it('counts a request once', () => {
    expect(json({ ...EVENT, stage: 'RequestReceived' })).toMatchObject({ kind: 'other', time: TIME });
  });
});

describe("Kiosque's own log", () => {
  const REQUEST = {
    level: 'info',
    time: '2026-11-22T05:10:37.000Z',
    requestId: 'x',
    address: '2001:DB8::7',
    method: 'GET',
    route: '/api/:collection',
    path: '/api/events',
    status: 401,
    bytes: 15,
    milliseconds: 0.1,
    userAgent: 'curl/8',
    referrer: 'https://example.org/',
    msg: 'request',
  };

  it('has requests', () => {
    expect(json(REQUEST)).toEqual({
      kind: 'http',
      time: TIME,
      client: '2001:db8::7',
      count: 1,
      target: undefined,
      method: 'GET',
      url: '/api/events',
      protocol: '',
      status: 401,
      bytes: 15,
      referrer: 'https://example.org/',
      userAgent: 'curl/8',
      user: '',
    });
  });

  it.each([
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['2001:db8:1::/48', '2001:db8:1::/48'],
    [undefined, undefined],
  ])('with the address %s has the client %s', (address, client) => {
    expect(json({ ...REQUEST, address })).toMatchObject({ kind: 'http', client });
  });

  it('has bytes that were no request', () => {
    const { method: _, ...rest } = REQUEST;
    expect(json({ ...rest, status: 400 })).toMatchObject({
      kind: 'protocol',
      service: 'kiosque',
      reason: 'invalid-request',
      client: '2001:db8::7',
    });
  });

  it('has the audit log', () => {
    const line = (audit: object) => json({ level: 30, time: TIME, msg: 'audit', requestId: 'x', audit });
    expect(
      line({ action: 'sign-in-refused', installation: 'kiosque', reason: 'unknown key', actor: 'holder:192.0.2.7' }),
    ).toEqual({
      kind: 'kiosque',
      time: TIME,
      client: '192.0.2.7',
      count: 1,
      target: 'kiosque',
      event: 'sign-in-refused',
      outcome: 'unknown key',
      credential: '',
    });
    expect(line({ action: 'call', queue: 'rubis', actor: 'key:reception', credential: '5f2b8c1d9e04' })).toMatchObject({
      event: 'call',
      client: undefined,
      target: 'rubis',
      credential: '5f2b8c1d9e04',
    });
    expect(line({ action: 'call', queue: 'rubis', actor: 'device:panel' })).toMatchObject({
      credential: 'device:panel',
    });
  });

  it('has messages without interest', () => {
    expect(json({ level: 'info', time: '2026-11-22T05:10:37.000Z', msg: 'listening' })).toMatchObject({
      kind: 'other',
      time: TIME,
    });
  });
});
