import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { NEVER_LISTED } from './never-list.ts';

describe('docs/blocklists.md', () => {
  it('should say what is never listed, and why', () => {
    const page =
      readFileSync('docs/blocklists.md', 'utf8').split('## What is never listed')[1]?.split('\n## ')[0] ?? '';
    const rows = Array.from(page.matchAll(/^\| `([^`]+)` +\| (.*?) +\|$/gm), ([, network, reason]) => ({
      network,
      reason,
    }));
    expect(rows).toEqual(NEVER_LISTED);
  });
});

describe('tools/firewall/never-listed', () => {
  it('should have the same networks, for hosts', () => {
    const lines = readFileSync('tools/firewall/never-listed', 'utf8').trim().split('\n').slice(1);
    expect(lines).toEqual(NEVER_LISTED.map(({ network, reason }) => `${network} ${reason}`));
  });
});
