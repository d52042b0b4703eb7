import { describe, expect, it } from '@jest/globals';
import { dump } from 'js-yaml';
import { readTargets } from './targets.ts';

const ssh = { name: 'a', url: 'git@github.com:acme/lists.git', privateKeyFile: '/k', knownHostsFile: '/h' };
const https = { name: 'b', url: 'https://gitlab.example.org/acme/lists.git', usernameFile: '/u', tokenFile: '/t' };

const read = (...targets: readonly object[]): unknown => readTargets(dump({ targets }));

describe(readTargets.name, () => {
  it('should read targets with their defaults', () => {
    expect(read(ssh, { ...https, directory: 'lists/kiosque', scripts: true, commits: 10, branch: 'lists' })).toEqual([
      { ...ssh, branch: 'main', scripts: false, commits: 2000 },
      { ...https, branch: 'lists', directory: 'lists/kiosque', scripts: true, commits: 10 },
    ]);
  });

  it.each(['ssh://git@example.org/lists.git', 'ssh://git@example.org:2222/~/lists.git', 'git@[::1]:x'])(
    'should decide about %s',
    (url) => {
      const attempt = (): unknown => read({ ...ssh, url });
      if (url.includes('[')) expect(attempt).toThrow('targets[0].url');
      else expect(attempt()).toHaveLength(1);
    },
  );

  it.each<[object, string]>([
    [{ ...ssh, url: 'ssh://-oProxyCommand=x/y' }, 'targets[0].url: must be ssh://user@host/path'],
    [{ ...ssh, url: 'git@-oProxyCommand=x:y' }, 'targets[0].url'],
    [{ ...ssh, url: '--upload-pack=x' }, 'targets[0].url'],
    [{ ...ssh, url: 'file:///etc' }, 'targets[0].url'],
    [{ ...ssh, url: 'ext::sh -c x' }, 'targets[0].url'],
    [{ ...https, url: 'http://example.org/x.git' }, 'targets[0].url: must be an https URL'],
    [{ ...https, url: 'https://me:secret@example.org/x.git' }, 'targets[0].url: must be an https URL without'],
    [{ ...ssh, branch: '-x' }, 'targets[0].branch: must be the name of a branch'],
    [{ ...ssh, branch: 'a..b' }, 'targets[0].branch'],
    [{ ...ssh, directory: '../x' }, 'targets[0].directory: must be a relative path'],
    [{ ...ssh, directory: 'x/.git' }, 'targets[0].directory'],
    [{ ...ssh, directory: '/x' }, 'targets[0].directory'],
    [{ ...ssh, commits: 1 }, 'targets[0].commits'],
    [{ ...ssh, tokenFile: '/t' }, 'Unrecognized key: "tokenFile"'],
    [{ name: 'c', url: https.url }, 'targets[0].usernameFile'],
  ])('should reject %j', (target, message) => {
    expect(() => read(target)).toThrow(message);
    expect(() => read(target)).not.toThrow('secret');
  });

  it('should reject two targets of one name', () => {
    expect(() => read(ssh, { ...https, name: 'a' })).toThrow('the name a is used twice');
  });
});
