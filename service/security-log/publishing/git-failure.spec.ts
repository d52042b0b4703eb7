import { describe, expect, it } from '@jest/globals';
import { isConflict, reasonOfGit } from './git-failure.ts';

describe(reasonOfGit.name, () => {
  it('should quote the last message without secrets, credentials in addresses, and control characters', () => {
    const token = 'p@ss/word+1';
    const encoded = encodeURIComponent(token);
    const base64 = Buffer.from(token).toString('base64');
    const stderr = `hint: x\nremote: \u001b[31m${token} ${encoded} ${base64} https://me:other@example.org/x strange\u202e\n`;
    expect(reasonOfGit(stderr, [token])).toBe('remote:  [31m*** *** *** https://***@example.org/x strange');
  });

  it('should say something if git says nothing', () => {
    expect(reasonOfGit('', [])).toBe('git ended without a message');
  });

  it.each([
    ['remote: error: GH006: Protected branch update failed for refs/heads/main.', 'the branch is protected'],
    [
      'remote: GitLab: You are not allowed to push code to protected branches on this project.',
      'the branch is protected',
    ],
    ['fatal: write error: No space left on device\nfatal: unpack-objects failed', 'does not fit on the disk'],
    ["fatal: unable to access 'https://x/': Could not resolve host: x", 'the server cannot be reached'],
    ['fatal: unable to update url base from redirection:', 'the server redirects to another address'],
  ])('should explain %s', (stderr, reason) => {
    expect(reasonOfGit(stderr, [])).toContain(reason);
  });
});

describe(isConflict.name, () => {
  it.each([
    ['! [rejected] main -> main (fetch first)', true],
    ['! [remote rejected] main -> main (cannot lock ref)', true],
    ['! [remote rejected] main -> main (pre-receive hook declined)', false],
  ])('should decide about %s', (output, expected) => {
    expect(isConflict(output)).toBe(expected);
  });
});
