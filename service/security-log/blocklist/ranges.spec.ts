import { describe, expect, it } from '@jest/globals';
import { networkText, rangeOf } from './ranges.ts';

describe('A network', () => {
  it.each([
    ['::ffff:5.6.7.8', '5.6.7.8'],
    ['::ffff:506:708', '5.6.7.8'],
    ['::ffff:5.6.0.0/112', '5.6.0.0/16'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
    ['::fffe:0:0/95', '::fffe:0:0/95'],
    ['::506:708', '::506:708'],
    ['2600:1::/64', '2600:1::/64'],
  ])('should be read, IPv4-mapped as IPv4: %s', (text, canonical) => {
    const range = rangeOf(text);
    expect(range && networkText(range)).toBe(canonical);
    expect(rangeOf(canonical)).toEqual(range);
  });

  it.each(['05.6.7.8', '5.6.7.8/33', '5.6.7.8/24', '::1/129', 'fe80::1%eth0', '5.6.7.8/', '5.6.7.8/8/8', ''])(
    'should not be read: %j',
    (text) => {
      expect(rangeOf(text)).toBeUndefined();
    },
  );
});
