import { describe, expect, it } from '@jest/globals';
import { groupOf, mentionOf } from './mention.ts';

describe('mentionOf', () => {
  it.each([
    ['192.0.2.7', 'from 192.0.2.7:443', true],
    ['192.0.2.7', 'from 192.0.2.77', false],
    ['2001:db8:1:2::7', '[2001:db8:1:2::9]:44', true],
    ['192.0.2.0/24', 'address:192.0.2.0/24', true],
    ['192.0.2.0/24', '192.0.2.0', false],
    ['file:/var/log/clamd.log', 'file:/var/log/clamd.log', true],
    ['user:root', 'Failed password for root from 192.0.2.1', true],
    ['user:root', 'Failed password for rooter from 192.0.2.1', false],
    ['user:jérôme', 'Failed password for jérôme from 192.0.2.1', true],
    ['user:jérôme', 'Failed password for jérômes from 192.0.2.1', false],
    ['user:Jean Dupont', 'user:Jean Dupont', true],
    ['user:Jean Dupont', 'Failed password for Jean Dupont from 192.0.2.1', true],
    ['user:Jean Dupont', 'Failed password for Jean Dupontel from 192.0.2.1', false],
    ['user:EXAMPLE\\ada', JSON.stringify({ users: { '=EXAMPLE\\ada': 1 } }), true],
    ['user:-', '-', true],
    ['user:-', '192.0.2.1 - - [x] "GET /"', false],
    ['user:', '192.0.2.1 - - [x] "GET /"', false],
    ['/64', '192.0.2.1 - - [x] "GET /"', false],
  ])('should look for %j in %j: %s', (source, text, isMentioned) => {
    expect(mentionOf(source)(text)).toBe(isMentioned);
  });
});

describe('groupOf', () => {
  it('should be the source under which an address is counted', () => {
    expect(groupOf('2001:DB8:1:2:0:0:0:7')).toBe('2001:db8:1:2::/64');
    expect(groupOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(groupOf('2001:db8:1:2::/64')).toBe('2001:db8:1:2::/64');
    expect(groupOf('user:root')).toBe('user:root');
  });
});
