import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** A day far away, on which the entries of test lists end. */
export const FAR = '2999-01-01';

/** A text list (docs/blocklists.md). Keys are expiry days. */
export function listOf(version: number, sections: Readonly<Record<string, readonly string[]>>): string {
  const days = Object.entries(sections).map(([day, networks]) => [`# expires: ${day}`, ...networks].join('\n'));
  const entries = Object.values(sections).flat().length;
  const head = ['# Kiosque blocklist, IPv4 and IPv6', `# version: ${String(version)}`, '# built: 2026-11-22T09:00:00Z'];
  return `${[...head, `# entries: ${String(entries)}`, ...days, '# end'].join('\n')}\n`;
}

/** Makes an SSH key, and the file `allowed_signers` of a host that trusts it. */
export function makeSigner(key: string, allowedSigners: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  writeFileSync(allowedSigners, `kiosque-blocklist ${readFileSync(`${key}.pub`, 'utf8')}`);
}

/** Writes a file with its signature beside it. */
export function writeSigned(file: string, text: string, key: string): void {
  writeFileSync(file, text);
  rmSync(`${file}.sig`, { force: true });
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', key, '-n', 'kiosque-blocklist', file], { stdio: 'pipe' });
}
