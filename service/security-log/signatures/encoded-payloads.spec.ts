import { expect, it } from '@jest/globals';
import { encodedPayloads } from './encoded-payloads.ts';

it('should decode values that are Base64 of readable text', () => {
  expect(encodedPayloads('/?a=cmVhZGFibGUgdGV4dA%3D%3D&b=1')).toEqual(['readable text']);
  expect(encodedPayloads('/?a=cmVhZGFibGUgdGV4dA==')).toEqual(['readable text']);
  expect(encodedPayloads('/?a=f47ac10b58cc4372a567')).toEqual([]);
  expect(encodedPayloads('/a-long-title-of-an-article')).toEqual([]);
});
