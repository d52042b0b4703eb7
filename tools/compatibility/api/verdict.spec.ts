import { expect, it } from '@jest/globals';
import { verdictOf } from './verdict.ts';

const removed = { where: 'GET /a', what: 'was removed', isBreaking: true };
const added = { where: 'GET /b', what: 'is new', isBreaking: false };

it('should accept additions, and list them', () => {
  expect(verdictOf('v1.0.0', [added], [])).toEqual({
    text: 'Other changes:\n  GET /b is new\n\n0 breaking and 1 other changes of the API since v1.0.0.\n',
    isAccepted: true,
  });
});

it('should refuse breaking changes without a reason', () => {
  const { text, isAccepted } = verdictOf('v1.0.0', [added, removed], ['', ' ']);
  expect(isAccepted).toBe(false);
  expect(text).toContain('Breaking changes:\n  GET /a was removed\n\nOther changes:\n  GET /b is new\n');
  expect(text).toContain('commit with the trailer "Breaking-Change: <reason>"');
});

it('should accept breaking changes with a reason, and print it', () => {
  const { text, isAccepted } = verdictOf('v1.0.0', [removed], ['', 'nobody uses it', 'nobody uses it']);
  expect(isAccepted).toBe(true);
  expect(text).toMatch(/They are intended: nobody uses it\n$/);
});
