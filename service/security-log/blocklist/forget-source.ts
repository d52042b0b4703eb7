import { groupOf } from '../findings/mention.ts';
import { networkText, rangeOf } from './ranges.ts';
import type { BlocklistStore } from './store/blocklist-store.ts';

/** Deletes blocks and unblocks of exactly an address, or of its /64 for IPv6; what is allowed stays allowed. @throws BlocklistUnavailableError */
export async function forgetSource(store: BlocklistStore, source: string): Promise<void> {
  const ranges = [source.trim(), groupOf(source.trim())].flatMap((text) => rangeOf(text) ?? []);
  const own = ranges.map(networkText);
  for (const { id, kind, network } of await store.decisions())
    if (kind !== 'allow' && own.includes(network)) await store.end(id);
}
