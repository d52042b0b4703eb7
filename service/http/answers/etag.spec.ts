import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { digest, weakEtag } from './etag.ts';

describe('entity tags', () => {
  it('should be weak, quoted, and 22 characters of the digest', () => {
    expect(weakEtag('a', 'b')).toBe(`W/"${digest('a', 'b').slice(0, 22)}"`);
    expect(weakEtag('a')).toMatch(/^W\/"[\w-]{22}"$/);
  });

  it('should digest the parts with their lengths, so that moving a character between two parts changes it', () => {
    expect(digest('ab', Buffer.from('c'))).toBe(createHash('sha256').update('2:ab1:c').digest('base64url'));
    expect(digest('a', 'bc')).not.toBe(digest('ab', 'c'));
    expect(digest()).not.toBe(digest(''));
  });
});
