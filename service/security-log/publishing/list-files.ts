/** The text lists: one network on each line, with a header and `# end`. */
export const TEXT_FILES = ['all.txt', 'ipv4.txt', 'ipv6.txt'] as const;

/** The file with all entries and the version. */
export const JSON_FILE = 'blocklist.json';

/** The files that firewalls and servers load: their header says the version. */
export const RULE_FILES = [
  'blocklist.nft',
  'blocklist.ipset',
  'blocklist.iptables',
  'blocklist.ip6tables',
  'blocklist.nginx.conf',
] as const;

/** The files of a list; each has a signature beside it, `<name>.sig`. */
export const LIST_FILES = [...TEXT_FILES, JSON_FILE, 'blocklist.csv', ...RULE_FILES] as const;

/** Name of the signature of a file. */
export function signatureOf(file: string): string {
  return `${file}.sig`;
}

/** A file by name and content. */
export type Files = ReadonlyMap<string, Buffer>;
