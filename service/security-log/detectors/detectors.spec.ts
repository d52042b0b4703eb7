import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ActorCache } from '../analysis/actor-cache.ts';
import { Analysis } from '../analysis/analysis.ts';
import { reported } from '../analysis/open-finding.ts';
import type { OpenFinding } from '../analysis/open-finding.ts';
import type { LogEvent } from '../events/log-event.ts';
import { FINDING_KINDS } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import { eventOf, httpEvent, loginEvent } from '../../test/log-events.ts';
import { DETECTORS } from './detectors.ts';

const START = Date.UTC(2027, 1, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function findings(events: readonly LogEvent[]): readonly Finding[] {
  const open = new Map<string, OpenFinding>();
  const analysis = new Analysis(new ActorCache(), (finding) => open.set(finding.id, finding));
  for (const event of events)
    analysis.add({ event, origin: 'file:/log', line: 'a line', collected: START + 90 * 24 * HOUR });
  return [...open.values()].flatMap((finding) => reported(finding) ?? []);
}

function times<Event>(count: number, every: number, make: (at: number, time: number) => Event): Event[] {
  return Array.from({ length: count }, (_, at) => make(at, START + at * every));
}

const kindsOf = (events: readonly LogEvent[]): readonly string[] => findings(events).map(({ kind }) => kind);

describe('DETECTORS', () => {
  it('should be one file each, and cover every kind of finding', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((file) => !file.endsWith('.spec.ts'));
    for (const { name } of DETECTORS) expect(files).toContain(`${name}.ts`);
    expect([...new Set(DETECTORS.flatMap(({ kinds }) => kinds))].sort()).toEqual([...FINDING_KINDS].sort());
  });
});

describe('brute force', () => {
  it('should find five failures within minutes, and count each', () => {
    const [finding] = findings(times(7, 10_000, (_, time) => loginEvent({ time })));
    expect(finding).toMatchObject({
      kind: 'brute-force',
      level: 'attempt',
      source: '192.0.2.1',
      count: 7,
      users: ['root'],
      patterns: ['sshd'],
    });
    expect(finding?.score).toBeGreaterThanOrEqual(1);
  });

  it('should leave somebody alone who mistypes three times, signs in, and does so again', () => {
    const visit = (day: number): LogEvent[] => [
      ...times(3, 10_000, (at, time) => loginEvent({ time: time + day * 30 * MINUTE + at, user: 'ada' })),
      loginEvent({ time: START + day * 30 * MINUTE + 40_000, user: 'ada', outcome: 'accepted' }),
    ];
    expect(findings(times(4, 0, (at) => visit(at)).flat())).toEqual([]);
  });

  it('should be an attack once a sign-in is accepted after five failures', () => {
    const events = [
      ...times(6, 10_000, (_, time) => loginEvent({ time })),
      loginEvent({ time: START + 2 * MINUTE, outcome: 'accepted' }),
    ];
    expect(findings(events)).toMatchObject([
      { kind: 'brute-force', level: 'attack', reason: 'sign-in accepted for root after 6 failures' },
    ]);
  });

  it('should find slow attempts, one every 40 minutes', () => {
    expect(findings(times(19, 40 * MINUTE, (_, time) => loginEvent({ time })))).toEqual([]);
    expect(findings(times(24, 40 * MINUTE, (_, time) => loginEvent({ time })))).toMatchObject([
      { kind: 'brute-force', patterns: ['sshd', 'slow'] },
    ]);
  });

  it('should find one account tried from many addresses, each of them once', () => {
    const events = times(12, MINUTE, (at, time) =>
      loginEvent({ time, client: `203.0.113.${String(at)}`, user: 'ada' }),
    );
    expect(findings(events)).toMatchObject([{ kind: 'brute-force', source: 'user:ada', patterns: ['distributed'] }]);
  });

  it('should find stolen credentials, tried once for each of many accounts', () => {
    const events = times(20, 5000, (at, time) => loginEvent({ time, user: `user${String(at)}` }));
    expect(kindsOf(events)).toContain('credential-stuffing');
    expect(kindsOf(times(20, 5000, (_, time) => loginEvent({ time })))).toEqual(['brute-force']);
  });

  it('should count the lines of one connection once', () => {
    const related = { isAttempt: false, outcome: 'invalid-user', method: '' } as const;
    const events = times(6, 10_000, (at, time) => {
      const connection = `host sshd[${String(at)}]`;
      return [
        loginEvent({ ...related, time, connection, user: 'oracle' }),
        loginEvent({ time, connection, isAttempt: false, method: 'pam', user: '' }),
        loginEvent({ time, connection, outcome: 'invalid-user', user: 'oracle' }),
        eventOf('protocol', { time, service: 'sshd', reason: 'closed', detail: '', connection }),
      ];
    }).flat();
    expect(findings(events).find(({ kind }) => kind === 'brute-force')).toMatchObject({ count: 6 });
    expect(kindsOf(events)).not.toContain('protocol-abuse');
    expect(
      findings(times(6, 10_000, (at, time) => loginEvent({ ...related, time, connection: String(at) })))[0],
    ).toMatchObject({ count: 6 });
  });

  it('should not count keys that a client offers', () => {
    expect(findings(times(30, 1000, (_, time) => loginEvent({ time, isAttempt: false, method: 'publickey' })))).toEqual(
      [],
    );
  });

  it('should group IPv6 by /64', () => {
    const events = times(6, 10_000, (at, time) => loginEvent({ time, client: `2001:db8:0:1::${String(at + 1)}` }));
    expect(findings(events)).toMatchObject([{ source: '2001:db8:0:1::/64', count: 6 }]);
  });

  it('should find guessing at sign-in pages', () => {
    const post = { method: 'POST', url: '/wp-login.php' };
    expect(kindsOf(times(6, 1000, (_, time) => httpEvent({ ...post, time, status: 200 })))).toEqual(['brute-force']);
    expect(kindsOf(times(6, 1000, (_, time) => httpEvent({ time, status: 401, user: 'ada' })))).toEqual([
      'brute-force',
    ]);
    expect(
      kindsOf(times(20, 1000, (_, time) => httpEvent({ method: 'POST', url: '/login', time, status: 200 }))),
    ).toEqual(['brute-force']);
    expect(kindsOf(times(6, 1000, (_, time) => httpEvent({ time, status: 401 })))).toEqual([]);
  });
});

describe('invalid users', () => {
  it('should tell guessed names from a misspelled one', () => {
    const tried = (names: number): readonly string[] =>
      kindsOf(
        times(4, 20 * MINUTE, (at, time) =>
          loginEvent({ time, outcome: 'invalid-user', user: `name${String(at % names)}` }),
        ),
      );
    expect(tried(1)).toEqual([]);
    expect(
      kindsOf(times(5, 10_000, (at, time) => loginEvent({ time, outcome: 'invalid-user', user: `name${String(at)}` }))),
    ).toContain('invalid-users');
  });
});

describe('requests', () => {
  it.each([
    ['injection', "/item?id=1'+or+'a'='a"],
    ['traversal', '/view?file=../../../../etc/passwd'],
    ['cross-site-scripting', '/find?q=<script>x()</script>'],
    ['probe', '/.git/config'],
    ['scanner', '/w00tw00t.at.x'],
    ['protocol-abuse', '/?a=b%0d%0aX-Note:%20c'],
  ])('should find %s in one request', (kind, url) => {
    const [finding] = findings([httpEvent({ url, status: 404 })]);
    expect(finding).toMatchObject({
      kind,
      level: 'attempt',
      targets: ['www.example.org'],
      evidence: [{ line: 'a line' }],
      count: 1,
    });
  });

  it('should be an attack once a sensitive file is delivered, unless the site answers everything alike', () => {
    const probe = (url: string, bytes: number): LogEvent => httpEvent({ url, status: 200, bytes });
    expect(findings([probe('/.env', 700)])).toMatchObject([
      { level: 'attack', reason: 'a sensitive file was answered with 700 bytes' },
    ]);
    expect(findings([probe('/.env', 700), probe('/.git/config', 700)])).toMatchObject([{ level: 'attempt' }]);
    expect(findings([probe('/.env', 0)])).toMatchObject([{ level: 'attempt' }]);
    expect(findings([httpEvent({ url: '/.env', status: 404, bytes: 700 })])).toMatchObject([{ level: 'attempt' }]);
    expect(findings([httpEvent({ url: '/?f=/etc/passwd', bytes: 1800 })])).toMatchObject([{ level: 'attack' }]);
  });

  it('should be an attack once payloads cause server errors again and again', () => {
    const attempts = (count: number): readonly Finding[] =>
      findings(
        times(count, 1000, (at, time) => httpEvent({ time, url: `/?id=${String(at)}'+or+'a'='a`, status: 500 })),
      );
    expect(attempts(2)).toMatchObject([{ level: 'attempt' }]);
    expect(attempts(3)).toMatchObject([{ level: 'attack', reason: 'payloads caused 3 server errors' }]);
  });

  it('should take administration pages for probes only where they are missing or refused', () => {
    expect(kindsOf([httpEvent({ url: '/wp-login.php', status: 404 })])).toEqual(['probe']);
    expect(kindsOf(times(50, MINUTE, (_, time) => httpEvent({ time, url: '/wp-admin/index.php' })))).toEqual([]);
  });

  it('should find a client that asks for page after page that is missing', () => {
    expect(kindsOf(times(30, 2000, (at, time) => httpEvent({ time, url: `/page${String(at)}`, status: 404 })))).toEqual(
      ['scanner'],
    );
  });

  it('should find more requests than anybody sends', () => {
    expect(kindsOf(times(2600, 10, (at, time) => httpEvent({ time, url: `/a${String(at)}` })))).toEqual([
      'excessive-rate',
    ]);
    expect(kindsOf(times(30, 1000, (_, time) => httpEvent({ time, status: 429 })))).toEqual(['excessive-rate']);
  });
});

describe('benign traffic', () => {
  it.each<[string, readonly LogEvent[]]>([
    [
      'a crawler',
      times(600, 3000, (at, time) => httpEvent({ time, url: `/blog/${String(at)}`, status: at % 4 === 0 ? 404 : 200 })),
    ],
    ['a feed reader', times(500, 5 * MINUTE, (_, time) => httpEvent({ time, url: '/feed.xml', status: 304 }))],
    [
      'one missing file, again and again',
      times(200, 1000, (_, time) => httpEvent({ time, url: '/old.html', status: 404 })),
    ],
    [
      'a page with missing pictures',
      times(80, 100, (at, time) => httpEvent({ time, url: `/images/${String(at)}.png`, status: 404 })),
    ],
    ['a busy office', times(1000, 70, (at, time) => httpEvent({ time, url: `/page/${String(at % 90)}` }))],
    [
      'downloads of configuration files',
      times(30, MINUTE, (_, time) => httpEvent({ time, url: '/files/sample.conf' })),
    ],
    ['a browser that retries sign-in for a key', times(9, HOUR, (_, time) => loginEvent({ time, user: 'ada' }))],
    [
      'a health check that connects and leaves',
      times(9, 10 * MINUTE, (at, time) =>
        eventOf('protocol', { time, service: 'sshd', reason: 'closed', detail: '', connection: String(at) }),
      ),
    ],
    [
      'monitoring that connects every second and leaves',
      times(7200, 1000, (at, time) =>
        eventOf('protocol', {
          ...{ time, service: 'sshd', reason: at % 2 === 0 ? 'closed' : 'identification', connection: String(at) },
          detail: 'Did not receive identification string from 192.0.2.1 port 4242',
        }),
      ),
    ],
    [
      'a WebDAV client that is asked for its credential for each file',
      times(120, 1000, (at, time) =>
        httpEvent({
          ...{ time, method: 'PROPFIND', url: `/dav/${String(at >> 1)}.odt` },
          ...(at % 2 === 0 ? { status: 401 } : { status: 207, user: 'ada' }),
        }),
      ),
    ],
    [
      'a WebDAV client that looks for its own files',
      times(10, 1000, (_, time) => httpEvent({ time, method: 'PROPFIND', url: '/webdav/.DS_Store', status: 404 })),
    ],
  ])('should find nothing in the traffic of %s', (_title, events) => {
    expect(findings(events)).toEqual([]);
  });
});

describe('other logs', () => {
  it('should report each infected file, and one that is found again as an attack', () => {
    const infected = (path: string, time: number): LogEvent =>
      eventOf('virus', { path, signature: 'Test.Sig', time, client: undefined });
    const found = findings([infected('/a', START), infected('/b', START), infected('/b', START + 3 * HOUR)]);
    expect(found).toMatchObject([
      { kind: 'virus', level: 'attempt', source: 'file:/log', virus: { path: '/a', signature: 'Test.Sig' }, count: 1 },
      { level: 'attack', virus: { path: '/b' }, count: 2 },
    ]);
  });

  it.each<[string, string, object]>([
    ['injection', 'server-error', { reason: 'firewall', url: '/x', detail: '', service: 'apache', method: '' }],
    [
      'traversal',
      'server-error',
      { reason: 'error', url: '/../../../../etc/passwd', detail: '', service: 'nginx', method: '' },
    ],
    ['brute-force', 'ban', { action: 'ban', jail: 'sshd' }],
    ['excessive-rate', 'ban', { action: 'ban', jail: 'nginx-limit-req' }],
    ['probe', 'ban', { action: 'ban', jail: 'apache-noscript' }],
    [
      'misuse',
      'kubernetes',
      {
        verb: 'list',
        resource: 'secrets',
        namespace: '',
        name: '',
        user: 'system:anonymous',
        isAllowed: true,
        status: 200,
      },
    ],
  ])('should find %s in one event of %s', (kind, event, part) => {
    expect(kindsOf([eventOf(event as LogEvent['kind'], part)])).toEqual([kind]);
  });

  it('should find limits that are reached, refused keys and broken handshakes only where they recur', () => {
    const recurring: readonly (readonly [string, LogEvent['kind'], object])[] = [
      ['excessive-rate', 'server-error', { reason: 'limited', url: '/', detail: '', service: 'nginx', method: '' }],
      ['misuse', 'kiosque', { event: 'key-refused', outcome: 'refused', credential: '' }],
      ['protocol-abuse', 'protocol', { service: 'sshd', reason: 'negotiation', detail: '', connection: '' }],
      [
        'protocol-abuse',
        'protocol',
        {
          service: 'sshd',
          reason: 'identification',
          detail: "Bad protocol version identification 'x'",
          connection: '',
        },
      ],
    ];
    for (const [kind, event, part] of recurring) {
      expect(kindsOf([eventOf(event, part)])).toEqual([]);
      expect(kindsOf(times(8, 1000, (_, time) => eventOf(event, { ...part, time })))).toEqual([kind]);
    }
  });

  it('should ignore what fail2ban takes back', () => {
    expect(
      findings([
        eventOf('ban', { action: 'unban', jail: 'sshd' }),
        eventOf('ban', { action: 'restore', jail: 'sshd' }),
      ]),
    ).toEqual([]);
  });
});
