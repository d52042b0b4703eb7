import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { BlocklistEntry } from '../entry.ts';

/** Returns entries as they are stored: compressed to about a tenth. */
export async function packed(entries: readonly BlocklistEntry[]): Promise<Buffer> {
  return await promisify(gzip)(JSON.stringify(entries));
}

/** Returns stored entries; none if nothing is stored. */
export async function unpacked(bytes: Uint8Array | null | undefined): Promise<readonly BlocklistEntry[]> {
  if (bytes === null || bytes === undefined) return [];
  return JSON.parse((await promisify(gunzip)(bytes)).toString()) as BlocklistEntry[];
}
