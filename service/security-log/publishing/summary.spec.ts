import { describe, expect, it } from '@jest/globals';
import { isOwnChangelog, parseChangelog, writeChangelog } from './changelog.ts';
import type { ListContent } from './list-content.ts';
import { summaryOf } from './summary.ts';

const entry = (
  network: string,
  more: Partial<ListContent['entries'][number]> = {},
): ListContent['entries'][number] => ({
  network,
  reasons: ['brute-force'],
  origin: 'detector',
  expires: '2026-11-29',
  ...more,
});
const list = (version: number, ...entries: ListContent['entries']): ListContent => ({
  version,
  built: '2026-11-22T09:00:00Z',
  entries,
});

describe(summaryOf.name, () => {
  it('should count what is new by reason, and what is gone by whether it has expired', () => {
    const before = list(4, entry('45.0.0.1', { expires: '2026-11-22' }), entry('45.0.0.2'), entry('45.0.0.3'));
    const after = list(
      5,
      entry('45.0.0.3', { expires: '2026-12-24' }),
      entry('45.0.0.4', { reasons: ['scanner', 'brute-force'] }),
      entry('45.0.0.5', { reasons: ['scanner'] }),
      entry('45.0.0.6', { reasons: ['Ada saw him\n\nSigned-off-by: x'], origin: 'manual', expires: null }),
      entry('45.0.0.7', { reasons: ['\u001b[2J'] }),
    );
    expect(summaryOf(before, after)).toEqual({
      subject: 'Block 4, unblock 2 addresses (version 5)',
      details: ['Entries: 5', 'Blocked: scanner 2, brute-force 1, manual 1, other 1', 'Unblocked: expired 1, other 1'],
    });
  });

  it('should compare the first version with nothing', () => {
    expect(summaryOf(undefined, list(1))).toEqual({
      subject: 'Block 0, unblock 0 addresses (version 1)',
      details: ['Entries: 0'],
    });
  });
});

describe(writeChangelog.name, () => {
  it('should keep the newest 100 entries, on top, and the number of commits', () => {
    let text: string | undefined;
    for (let version = 1; version <= 120; version++) {
      const before = parseChangelog(text);
      const now = list(version);
      text = writeChangelog(before, before.commits + 1, now, summaryOf(undefined, now));
    }
    expect(isOwnChangelog(text)).toBe(true);
    const { commits, entries } = parseChangelog(text);
    expect(commits).toBe(120);
    expect(entries).toHaveLength(100);
    expect(entries[0]).toContain('## Version 120, 2026-11-22T09:00:00Z\n\n- Block 0');
    expect(entries[99]).toContain('## Version 21,');
  });

  it('should begin again over a changelog of somebody else', () => {
    expect(parseChangelog('# Changelog\n\n## 1.0')).toEqual({ commits: 0, entries: [] });
  });
});
