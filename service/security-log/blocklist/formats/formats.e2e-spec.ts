import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { BlocklistEntry } from '../entry.ts';
import { sectionsOf } from '../sections.ts';
import { NAMESPACE, signatureOf } from '../signature.ts';
import { LIST_FORMATS } from './formats.ts';

const directory = mkdtempSync(join(tmpdir(), 'kiosque-formats-'));
const [DAY, MANY] = [20_779, 2000];

const LISTS: Readonly<Record<string, readonly BlocklistEntry[]>> = {
  empty: [],
  small: [
    entry('5.6.7.8'),
    entry('5.6.7.9'),
    { ...entry('5.6.8.0/24'), origin: 'manual', reasons: ['"a", <b> é', '=cmd'], author: 'key:admin' },
    entry('2600:1:2:3::/64', DAY + 2),
  ],
  large: Array.from({ length: MANY }, (_, index) =>
    index % 2 === 0
      ? entry(`9.${String(index >> 8)}.${String(index & 255)}.1`)
      : entry(`2600:1:2:${index.toString(16)}::/64`, DAY + (index % 9)),
  ),
};

describe.each(Object.keys(LISTS))('The files of a list that is %s', (name) => {
  const entries = LISTS[name] ?? [];
  const list = { version: Date.parse('2026-11-22T09:00:00Z') / 1000, entries, sections: sectionsOf(entries) };
  const texts = new Map(LIST_FORMATS.map((format) => [format.file, format.render(list)]));
  const text = (file: string): string => texts.get(file) ?? '';
  const fileOf = (file: string): string => {
    const path = join(directory, file);
    writeFileSync(path, text(file));
    return path;
  };
  /** Runs a command in a network namespace of its own, as the only user of its tables. */
  const isolated = (command: string): string =>
    execFileSync('unshare', ['-n', 'sh', '-euc', command], { encoding: 'utf8', timeout: 30_000 });

  it('should end with LF and be ASCII, except for reasons in JSON and CSV', () => {
    for (const [file, content] of texts) {
      expect([file, content.endsWith('\n'), content.includes('\r')]).toEqual([file, true, false]);
      if (!/json|csv/.test(file)) expect([file, /^[\x20-\x7e\n]*$/.test(content)]).toEqual([file, true]);
    }
  });

  it('should count the networks of each text file, and end it', () => {
    for (const file of ['all.txt', 'ipv4.txt', 'ipv6.txt']) {
      const networks = text(file).match(/^[\da-f].*$/gm) ?? [];
      expect(text(file)).toContain(`\n# entries: ${String(networks.length)}\n`);
      expect(text(file)).toMatch(/\n# end\n$/);
    }
    expect(text('all.txt').match(/^[\da-f].*$/gm) ?? []).toHaveLength(
      [...text('ipv4.txt').matchAll(/^\d.*$/gm), ...text('ipv6.txt').matchAll(/^2600.*$/gm)].length,
    );
  });

  it('should be JSON with the same entries', () => {
    const parsed = JSON.parse(text('blocklist.json')) as { version: number; entries: object[] };
    expect([parsed.version, parsed.entries.length]).toEqual([list.version, entries.length]);
    expect(text('blocklist.json') + text('blocklist.csv')).not.toContain('key:admin');
    expect(text('blocklist.csv').split('\n')).toHaveLength(entries.length + 2);
  });

  it('should be loaded by nft, also twice, as it is', () => {
    const path = fileOf('blocklist.nft');
    const listed = isolated(`nft -c -f ${path}; nft -f ${path}; nft -f ${path}; nft list table inet kiosque_list`);
    expect(listed.match(/saddr @ipv[46] drop/g)).toHaveLength(4);
    if (name === 'small') expect(listed).toMatch(/5\.6\.7\.8\/31, 5\.6\.8\.0\/24[^]*2600:1:2:3::\/64/);
  });

  it('should be restored by ipset, also twice, as it is', () => {
    const path = fileOf('blocklist.ipset');
    const listed = isolated(`ipset restore -exist < ${path}; ipset restore -exist < ${path}; ipset save`);
    const added = listed.match(/^add kiosque-list-[46] \S+$/gm) ?? [];
    expect(added).toHaveLength((text('all.txt').match(/^[\da-f].*$/gm) ?? []).length);
    expect(listed).not.toContain('-new');
  });

  it('should be accepted by iptables-restore and ip6tables-restore', () => {
    const [path, path6] = [fileOf('blocklist.iptables'), fileOf('blocklist.ip6tables')];
    isolated(`iptables-restore --test --noflush ${path}; ip6tables-restore --test --noflush ${path6}`);
    const rules = isolated(
      `iptables-restore --noflush ${path}; iptables-restore --noflush ${path}; iptables -S KIOSQUE-LIST`,
    );
    expect(rules.match(/-A .* -j DROP/g) ?? []).toHaveLength((text('ipv4.txt').match(/^\d.*$/gm) ?? []).length);
  });

  it('should be included by nginx', () => {
    const own = `http { server { listen unix:${directory}/socket; include ${fileOf('blocklist.nginx.conf')}; } }`;
    const path = join(directory, 'nginx.conf');
    writeFileSync(path, `pid ${directory}/pid; error_log stderr; events {} ${own}`);
    execFileSync('nginx', ['-t', '-q', '-c', path, '-p', directory], { stdio: 'pipe' });
  });
});

describe('The signature of a file', () => {
  afterAll(() => rmSync(directory, { recursive: true }));
  const key = join(directory, 'key');
  const allowed = join(directory, 'allowed_signers');
  const verify = (content: string, signature: string): string => {
    writeFileSync(join(directory, 'signature'), signature);
    const args = ['-Y', 'verify', '-f', allowed, '-I', NAMESPACE, '-n', NAMESPACE, '-s', join(directory, 'signature')];
    return execFileSync('ssh-keygen', args, { input: content, encoding: 'utf8', stdio: 'pipe' });
  };

  it('should be verified by ssh-keygen, and be the one that ssh-keygen makes', () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'kiosque', '-f', key]);
    const publicKey = execFileSync('ssh-keygen', ['-y', '-f', key], { encoding: 'utf8' });
    writeFileSync(allowed, `${NAMESPACE} namespaces="${NAMESPACE}" ${publicKey}`);
    for (const content of ['', 'a list\n', 'x'.repeat(100_000)]) {
      const signature = signatureOf(content, readKey(key));
      expect(verify(content, signature)).toContain('Good "kiosque-blocklist" signature');
      expect(() => verify(`${content}x`, signature)).toThrow();
      const same = execFileSync('ssh-keygen', ['-Y', 'sign', '-f', key, '-n', NAMESPACE], {
        input: content,
        stdio: 'pipe',
      });
      expect(signature).toBe(same.toString());
    }
  });

  it.each([
    ['with a passphrase', ['-t', 'ed25519', '-N', 'secret'], /it has a passphrase/],
    ['of another type', ['-t', 'ecdsa', '-N', ''], /it must be an Ed25519 key/],
  ])('should not be made with a key %s', (label, args, message) => {
    const path = join(directory, label.replaceAll(' ', '-'));
    execFileSync('ssh-keygen', ['-q', ...args, '-f', path]);
    expect(() => signatureOf('', readKey(path))).toThrow(message);
  });
});

function readKey(path: string): string {
  return execFileSync('cat', [path], { encoding: 'utf8' });
}

function entry(network: string, expires = DAY): BlocklistEntry {
  return { network, origin: 'detector', reasons: ['probe'], score: 2, firstSeen: DAY - 7, lastSeen: DAY - 7, expires };
}
