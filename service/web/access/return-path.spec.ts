import { describe, expect, it } from '@jest/globals';
import { returnPath } from './return-path.ts';

describe(returnPath.name, () => {
  it.each([
    ['/rubis/desk', '/rubis/desk'],
    ['/rubis/desk?lang=fr', '/rubis/desk?lang=fr'],
    ['/rubis/desk#main', '/rubis/desk'],
    ['/rubis/../keys', '/keys'],
    ['/%0d%0aSet-Cookie:x=1', '/%0d%0aSet-Cookie:x=1'],
    ['/https://evil.example', '/https://evil.example'],
    ['/@evil.example', '/@evil.example'],
  ])('should return to %s', (given, path) => {
    expect(returnPath(given, '/fallback')).toBe(path);
  });

  it.each<[unknown]>([
    ['//evil.example'],
    ['///evil.example'],
    ['/\\evil.example'],
    ['\\\\evil.example'],
    ['/.//evil.example'],
    ['/x/..//evil.example'],
    ['/%2e//evil.example'],
    ['/\t/evil.example'],
    ['/\n/evil.example'],
    ['/\r\nLocation: https://evil.example'],
    ['https://evil.example'],
    ['https:evil.example'],
    ['http:/evil.example'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['evil.example'],
    [' /rubis'],
    ['/rubis desk'],
    ['/é'],
    [`/${'x'.repeat(2048)}`],
    [''],
    [null],
    [undefined],
    [['/rubis']],
  ])('should not return to %j', (given) => {
    expect(returnPath(given, '/fallback')).toBe('/fallback');
  });
});
