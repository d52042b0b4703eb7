import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { build, knownRange } from './build.ts';
import type { Decision } from './decision.ts';
import type { DetectedSource } from './detected-sources.ts';
import { NEVER_LISTED, neverListed } from './never-list.ts';
import { networkText, networksOf, prefixLength, rangeOf, subtract, union } from './ranges.ts';
import type { Range } from './ranges.ts';
import { networksIn, sectionsOf } from './sections.ts';

const NOTHING: Range = { first: 1n, last: 0n };
const DAY_MS = 86_400_000;
const TODAY = 20_000;
const NOW = TODAY * DAY_MS;

/** The last 10 bits of real prefixes: small enough to look at each address, and beside each other as real ones are. */
const UNIVERSES = [
  ['IPv4', '5.6.4.0/22', 32],
  ['IPv6', '2600:1:2:3::/118', 128],
  ['IPv6 networks of /64', '2600:1:2::/54', 64],
] as const;

const SEED = { seed: 16, numRuns: 100 };

describe.each(UNIVERSES)('A list of %s', (_, prefix, bits) => {
  const base = knownRange(prefix).first;
  const unit = 1n << BigInt((base >> 128n === 1n ? 128 : 32) - bits);
  const at = (index: number): bigint => base + BigInt(index) * unit;
  const addresses = Array.from({ length: 1024 }, (_unused, index) => at(index));
  const networkAt = (index: number, host: number): Range => {
    const first = at((index >> host) << host);
    return { first, last: first + (unit << BigInt(host)) - 1n };
  };
  const network = fc.tuple(fc.nat(1023), fc.nat(10)).map(([index, host]) => networkAt(index, host));
  const some = fc.array(network, { maxLength: 12 });
  /** Which of the 1024 addresses the ranges have. */
  const has = (ranges: readonly Range[]): string =>
    Array.from(addresses, (address) =>
      ranges.some(({ first, last }) => first <= address && address <= last) ? '1' : '0',
    ).join('');

  it('should be joined and divided without loss', () => {
    fc.assert(
      fc.property(some, some, (ranges, others) => {
        const networks = union(ranges).flatMap(networksOf);
        expect(has(networks)).toBe(has(ranges));
        expect(networks.map(networkText).map(knownRange)).toEqual(networks);
        const kept = union(others);
        const left = ranges.flatMap((range) => subtract(range, kept));
        const without = has(others);
        const expected = [...has(ranges)].map((bit, index) => (bit === '1' && without[index] === '0' ? '1' : '0'));
        expect(has(left)).toBe(expected.join(''));
      }),
      { ...SEED, numRuns: 50 },
    );
  });

  it('should be the fewest networks', () => {
    fc.assert(
      fc.property(some, (ranges) => {
        const networks = union(ranges).flatMap(networksOf);
        for (const [index, { first, last }] of networks.entries()) {
          const next = networks[index + 1];
          const size = last - first + 1n;
          const mergeable =
            next?.first === last + 1n && next.last - next.first + 1n === size && first % (2n * size) === 0n;
          expect(mergeable).toBe(false);
        }
      }),
      SEED,
    );
  });

  it('should be aggregated without loss at any time, each address once', () => {
    const entry = fc.tuple(network, fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (given) => {
        const entries = [...new Map(given.map(([range, expires]) => [networkText(range), expires]))].map(
          ([text, expires]) => ({ network: text, ...(expires !== undefined && { expires }) }),
        );
        const sections = sectionsOf(entries);
        for (const day of [0, 1, 2, 3, 4, 5]) {
          const valid = entries.filter(({ expires = Infinity }) => expires > day).map((one) => knownRange(one.network));
          const listed = sections.filter(({ expires = Infinity }) => expires > day).flatMap(({ networks }) => networks);
          expect([day, has(listed)]).toEqual([day, has(valid)]);
        }
        const all = networksIn(sections).map(knownRange);
        expect(all.every(({ last }, index) => last < (all[index + 1]?.first ?? last + 1n))).toBe(true);
      }),
      { ...SEED, numRuns: 50 },
    );
  });

  it('should have what was found or blocked, without what is kept off it', () => {
    const kind = fc.constantFrom('block' as const, 'allow' as const, 'unblock' as const);
    const decided = fc.tuple(kind, network);
    fc.assert(
      fc.property(
        fc.array(fc.nat(1023), { maxLength: 8 }),
        fc.array(decided, { maxLength: 8 }),
        some,
        (found, made, allowed) => {
          const sources = found.map((index) => source(networkAt(index, 0)));
          const decisions = made.map(([one, range], index) =>
            decision({ id: index + 1, kind: one, network: networkText(range) }),
          );
          const { entries } = build({ sources, decisions, allowed, now: NOW });
          const expected = Array.from({ length: 1024 }, (_unused, index) => {
            const covering = decisions.filter((_one, order) => covers(made[order]?.[1] ?? NOTHING, at(index)));
            if (allowed.some((range) => covers(range, at(index)))) return '0';
            if (covering.some((one) => one.kind === 'allow')) return '0';
            const lastUnblock = Math.max(0, ...covering.filter((one) => one.kind === 'unblock').map(({ id }) => id));
            if (covering.some((one) => one.kind === 'block' && one.id > lastUnblock)) return '1';
            return lastUnblock === 0 && found.includes(index) ? '1' : '0';
          });
          expect(has(entries.map((entry) => knownRange(entry.network)))).toBe(expected.join(''));
        },
      ),
      { ...SEED, numRuns: 50 },
    );
  });
});

describe('build', () => {
  it('should subtract the never-list from a block around it', () => {
    const { entries } = build({
      sources: [],
      decisions: [decision({ network: '168.63.128.0/23' })],
      allowed: [],
      now: NOW,
    });
    const texts = entries.map(({ network }) => network);
    expect(texts).toContain('168.63.128.0/24');
    expect(texts).toContain('168.63.129.17');
    expect(texts).toHaveLength(9);
  });

  it.each(NEVER_LISTED)('should never list $network', ({ network }) => {
    const { first, last } = knownRange(network);
    const sources = [first, last].map((address) => source({ first: address, last: address }));
    expect(build({ sources, decisions: [], allowed: [], now: NOW })).toEqual({
      entries: [],
      neverListed: 2,
      dropped: 0,
    });
    expect(neverListed(knownRange(network))?.network).toBe(network);
  });

  it('should list an address that was found and blocked once, until the later day', () => {
    const found = source(knownRange('5.6.7.8'));
    const until = NOW + 20.5 * DAY_MS;
    const decisions = [decision({ network: '5.6.7.8', until })];
    expect(build({ sources: [found], decisions, allowed: [], now: NOW }).entries).toEqual([
      {
        network: '5.6.7.8',
        origin: 'manual',
        reasons: ['probe', 'because'],
        score: 2,
        firstSeen: TODAY - 2,
        lastSeen: TODAY,
        expires: TODAY + 21,
        author: 'key:admin',
      },
    ]);
    expect(build({ sources: [found], decisions, allowed: [], now: until }).entries).toMatchObject([
      { origin: 'detector' },
    ]);
  });

  it('should keep at most 100,000 entries: manual ones, then those seen last', () => {
    const first = knownRange('5.0.0.0/15').first;
    const sources = Array.from({ length: 100_001 }, (_, index) => {
      const address = first + BigInt((index * 2) % 131_072);
      return { ...source({ first: address, last: address }), lastSeen: index === 7 ? TODAY - 1 : TODAY };
    }).filter((_, index) => index < 65_536);
    const more = sources.map((one) => ({
      ...one,
      range: { first: one.range.first + 131_072n, last: one.range.last + 131_072n },
    }));
    const decisions = [decision({ network: '9.9.8.7' })];
    const { entries, dropped } = build({ sources: [...sources, ...more], decisions, allowed: [], now: NOW });
    expect([entries.length, dropped]).toEqual([100_000, 31_073]);
    const texts = new Set(entries.map(({ network }) => network));
    expect(texts.has('9.9.8.7')).toBe(true);
    expect(texts.has('5.0.0.14')).toBe(false);
  });
});

describe('rangeOf', () => {
  it.each([
    ['5.6.7.8', '5.6.7.8', 32],
    ['5.6.7.0/24', '5.6.7.0/24', 24],
    ['2600:0:0::1', '2600::1', 128],
    ['2600::/32', '2600::/32', 32],
    ['0.0.0.0/0', '0.0.0.0/0', 0],
    ['::/0', '::/0', 0],
  ])('should read %s', (text, canonical, length) => {
    const range = knownRange(text);
    expect([networkText(range), prefixLength(range)]).toEqual([canonical, length]);
  });

  it.each([
    '',
    'x',
    '5.6.7',
    '5.6.7.8/33',
    '5.6.7.8/24',
    '5.6.7.8/',
    '5.6.7.8/-1',
    '5.6.7.0/24/24',
    '2600::1%eth0',
    '2600::/129',
    '05.6.7.8',
  ])('should refuse %j', (text) => {
    expect(rangeOf(text)).toBeUndefined();
  });

  it('should never make networks wider than /16 and /32', () => {
    const wide = ['5.6.0.0/15', '2600::/31'].map((text) => networksOf(knownRange(text)).map(networkText));
    expect(wide).toEqual([
      ['5.6.0.0/16', '5.7.0.0/16'],
      ['2600::/32', '2600:1::/32'],
    ]);
  });
});

function covers({ first, last }: Range, address: bigint): boolean {
  return first <= address && address <= last;
}

function source(range: Range): DetectedSource {
  const days = { firstSeen: TODAY - 2, lastSeen: TODAY, expires: TODAY + 8 };
  return { range, kinds: new Set(['probe']), score: 2, ...days };
}

function decision(own: Partial<Decision>): Decision {
  const made = NOW - DAY_MS;
  return {
    id: 1,
    kind: 'block',
    network: '5.6.7.0/24',
    reason: 'because',
    author: 'key:admin',
    made,
    until: undefined,
    ...own,
  };
}
