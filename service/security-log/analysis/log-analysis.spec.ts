import { describe, expect, it } from '@jest/globals';
import { LogAnalysis } from './log-analysis.ts';

const NOW = Date.UTC(2027, 1, 2);
const clock = (second: number): string => new Date(Date.UTC(2027, 1, 1) + second * 1000).toISOString().slice(11, 19);
const access = (client: string, url: string, second = 0): string =>
  `${client} - - [01/Feb/2027:${clock(second)} +0000] "GET ${url} HTTP/1.1" 404 10 "-" "x"`;

describe('LogAnalysis', () => {
  it('should count lines, sign-ins and findings', () => {
    const analysis = new LogAnalysis();
    for (let second = 0; second < 6; second++)
      analysis.add(
        'a',
        `Feb  1 00:00:0${String(second)} host sshd[${String(second)}]: Failed password for root from 192.0.2.1 port 1 ssh2`,
        NOW,
      );
    analysis.add('b', access('203.0.113.9', '/.env'), NOW);
    analysis.add('c', 'not a line of any log', NOW);
    expect(analysis.failures.top()).toEqual([['192.0.2.1', 6]]);
    expect(analysis.accounts.top()).toEqual([['root', 6]]);
    expect(analysis.findings().map(({ kind, source }) => [kind, source])).toEqual([
      ['brute-force', '192.0.2.1'],
      ['probe', '203.0.113.9'],
    ]);
    expect(analysis.reader('c')).toMatchObject({ lines: 1, unreadable: 1, example: 'not a line of any log' });
    expect(analysis.lastTime).toBe(Date.UTC(2027, 1, 1, 0, 0, 5));
  });

  it('should not fail, invent addresses or stall on hostile lines', () => {
    const analysis = new LogAnalysis();
    const hostile = [
      access('192.0.2.1', `/${'%27'.repeat(300_000)}`),
      access('192.0.2.1', `/?${'a=1&'.repeat(250_000)}`),
      access('192.0.2.1', "/\u0000\u001b[31m\ud800'"),
      `192.0.2.1 - "- "" [ "GET ${'"'.repeat(5000)}`,
      'Feb  1 00:00:00 host sshd[1]: Failed password for invalid user x from 203.0.113.1 port 1 ssh2 from 192.0.2.1 port 2 ssh2',
      `Feb  1 00:00:00 host sshd[1]: Invalid user ${'from 203.0.113.1 '.repeat(60_000)} from 192.0.2.1 port 2`,
    ];
    // Expressions are compiled when they are first used, which takes longer than anything else.
    for (const line of hostile) analysis.add('first', line, NOW);
    for (const line of hostile) {
      const start = performance.now();
      const { event } = analysis.add('a', line, NOW);
      expect(performance.now() - start).toBeLessThan(100);
      expect([undefined, '192.0.2.1']).toContain(event?.client);
    }
  });

  it('should forget actors that were idle longest, and keep findings within a bound', () => {
    const analysis = new LogAnalysis({}, 100);
    for (let at = 0; at < 25_000; at++)
      analysis.add(
        'a',
        access(`10.${String(at >> 16)}.${String((at >> 8) & 255)}.${String(at & 255)}`, '/.env', at % 86_400),
        NOW,
      );
    expect(analysis.findings()).toHaveLength(20_000);
    expect(analysis.dropped).toBe(5000);
  });
});
