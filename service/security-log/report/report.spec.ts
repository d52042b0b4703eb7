import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../findings/finding.ts';
import { networkOf, shortened } from './network-of.ts';
import { reportCsv } from './report-csv.ts';
import { intervalOf, rangesOf } from './report-range.ts';
import { reportView } from './report-view.ts';
import { ReportBuilder } from './report.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2027, 0, 31, 8, 30);
const THIS_HOUR = Math.floor(NOW / HOUR);

let ids = 0;
const finding = (change: Partial<Finding> = {}): Finding => ({
  id: `f${String(ids++)}`,
  kind: 'injection',
  patterns: ['sql'],
  level: 'attempt',
  reason: undefined,
  source: '192.0.2.7',
  first: NOW - HOUR,
  last: NOW,
  count: 3,
  hours: { [THIS_HOUR]: 2, [THIS_HOUR - 1]: 1 },
  score: 1.5,
  targets: ['www.example.org'],
  users: ['root'],
  evidence: [],
  virus: undefined,
  ...change,
});

function reportOf(findings: readonly Finding[], range: '24h' | '7d' = '24h') {
  const builder = new ReportBuilder(rangesOf({ range }, NOW));
  for (const each of findings) builder.add(each);
  return builder.finish();
}

describe('ranges', () => {
  it('should end at the next full hour and have the range before next to them', () => {
    const { range, previous } = rangesOf({ range: '24h' }, NOW);
    expect(new Date(range.to).toISOString()).toBe('2027-01-31T09:00:00.000Z');
    expect(range.to - range.from).toBe(24 * HOUR);
    expect(previous).toEqual({ from: range.from - 24 * HOUR, to: range.from });
  });

  it('should be what was asked for, rounded outwards, never empty, and not end before it begins', () => {
    const from = Date.UTC(2027, 0, 1, 5, 59);
    const to = Date.UTC(2027, 0, 1, 7, 1);
    expect(rangesOf({ range: '7d', from, to }, NOW).range).toEqual({
      from: Date.UTC(2027, 0, 1, 5),
      to: Date.UTC(2027, 0, 1, 8),
    });
    expect(rangesOf({ range: '7d', from: to, to }, NOW).range).toEqual({
      from: Date.UTC(2027, 0, 1, 7),
      to: Date.UTC(2027, 0, 1, 8),
    });
    expect(() => rangesOf({ range: '7d', from: to, to: from }, NOW)).toThrow('"from" must not be after to');
    expect(() => rangesOf({ range: '7d', from: NOW + HOUR }, NOW)).toThrow('"from" must not be after to');
  });

  it.each(['24h', '7d', '30d', '180d'] as const)('should be divided into at most 48 intervals: %s', (range) => {
    const { range: divided } = rangesOf({ range }, NOW);
    expect(Math.ceil((divided.to - divided.from) / intervalOf(divided))).toBeLessThanOrEqual(48);
  });
});

describe('networks', () => {
  it.each([
    ['192.0.2.7', '192.0.2.0/24'],
    ['2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::/64', '2001:db8::/48'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['::1', '::/48'],
    ['host.example.org', undefined],
    ['user:root', undefined],
    ['file:/var/log/auth.log', undefined],
  ])('should contain %s in %s', (source, network) => {
    expect(networkOf(source)).toBe(network);
    expect(shortened(source)).toBe(network ?? '…');
  });
});

describe(ReportBuilder.name, () => {
  it('should count the hits of each range by their hours, and a finding where it had hits', () => {
    const yesterday = THIS_HOUR - 30;
    const { totals, previousTotals, kinds } = reportOf([
      finding(),
      finding({ kind: 'probe', level: 'attack', hours: { [yesterday]: 5 } }),
      finding({ kind: 'scanner', hours: { [yesterday]: 1, [THIS_HOUR]: 4 } }),
    ]);
    expect(totals).toEqual({ attacks: 0, attempts: 2, viruses: 0, hits: 7 });
    expect(previousTotals).toEqual({ attacks: 1, attempts: 1, viruses: 0, hits: 6 });
    expect(kinds).toEqual([
      { kind: 'scanner', attacks: 0, attempts: 1, hits: 4, previousHits: 1 },
      { kind: 'injection', attacks: 0, attempts: 1, hits: 3, previousHits: 0 },
      { kind: 'probe', attacks: 0, attempts: 0, hits: 0, previousHits: 5 },
    ]);
  });

  it('should spread hits over the intervals by level', () => {
    const { intervals, interval } = reportOf([finding(), finding({ level: 'attack', hours: { [THIS_HOUR]: 7 } })]);
    expect(interval).toBe(HOUR);
    expect(intervals).toHaveLength(24);
    expect(intervals.slice(-2)).toEqual([
      { start: (THIS_HOUR - 1) * HOUR, attacks: 0, attempts: 1 },
      { start: THIS_HOUR * HOUR, attacks: 7, attempts: 2 },
    ]);
  });

  it('should sum up by source, attacks first, by network, target and user', () => {
    const report = reportOf([
      finding(),
      finding({ kind: 'probe', source: '192.0.2.7', score: 4 }),
      finding({ source: '192.0.2.9', level: 'attack', hours: { [THIS_HOUR]: 1 }, users: ['admin'] }),
    ]);
    expect(report.sources).toMatchObject([
      { source: '192.0.2.9', level: 'attack', hits: 1 },
      { source: '192.0.2.7', level: 'attempt', hits: 6, score: 4, kinds: ['injection', 'probe'] },
    ]);
    expect(report.networks).toEqual([{ name: '192.0.2.0/24', hits: 7 }]);
    expect(report.targets).toEqual([{ name: 'www.example.org', hits: 7 }]);
    expect(report.users).toEqual([
      { name: 'root', hits: 6 },
      { name: 'admin', hits: 1 },
    ]);
  });

  it('should list viruses by name and place, not among sources', () => {
    const infected = (path: string): Finding =>
      finding({ kind: 'virus', virus: { path, signature: 'Eicar-Test' }, hours: { [THIS_HOUR]: 1 } });
    const report = reportOf([infected('/srv/a'), infected('/srv/b'), infected('/srv/a')]);
    expect(report.totals).toMatchObject({ viruses: 3, attempts: 0 });
    expect(report.viruses).toMatchObject([
      { signature: 'Eicar-Test', files: 2, hits: 3, places: ['/srv/a', '/srv/b'] },
    ]);
    expect(report.sources).toEqual([]);
  });
});

describe('the view', () => {
  const report = reportOf([
    finding({ source: '2001:db8:1:2::/64' }),
    finding({ source: 'user:root' }),
    finding({ kind: 'virus', virus: { path: '/home/someone', signature: 'X' } }),
  ]);

  it('should contain no address, account or path for readers without the scope', () => {
    const text = JSON.stringify(reportView(report, false));
    expect(text).toContain('2001:db8:1::/48');
    expect(text).not.toMatch(/2001:db8:1:2|root|someone/);
    expect(JSON.stringify(reportView(report, true))).toMatch(/2001:db8:1:2::\/64.*user:root.*someone/);
  });

  it('should be a table without formulas', () => {
    const hostile = reportOf([
      finding({ targets: ['=HYPERLINK("http://x")'], users: ['@SUM(1)', '+1', '-1', '\t=1'] }),
    ]);
    const lines = reportCsv(reportView(hostile, true)).split('\r\n');
    expect(lines[0]).toBe('table,name,attacks,attempts,hits,previousHits,first,last');
    expect(lines).toContain('total,total,0,1,3,0,,');
    const cells = lines.flatMap((line) => line.split(','));
    expect(cells.filter((cell) => /^"?[=+\-@\t\r]/.test(cell))).toEqual([]);
    expect(lines.find((line) => line.includes('HYPERLINK'))).toContain(`"'=HYPERLINK(""http://x"")"`);
  });
});
