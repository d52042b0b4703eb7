import type { BlockList } from 'node:net';
import { canonicalAddress, canonicalClient } from '../events/address.ts';
import { contains } from '../events/network.ts';

/** Elements of a forwarded list that are looked at. */
const LONGEST_LIST = 100;

/**
 * Client of a request: the peer, or, behind trusted proxies, the last forwarded address that is not a trusted proxy.
 * Clients can write what is left of it. Without a peer the proxy that wrote the log is the peer, which is trusted if any is.
 * @param peer address or host name from the log
 * @param forwarded value of `X-Forwarded-For`, or of `Forwarded` (RFC 7239)
 * @param trusted undefined trusts nobody
 */
export function trustedClient(
  peer: string | undefined,
  forwarded: string | undefined,
  trusted: BlockList | undefined,
): string | undefined {
  const from = peer === undefined ? undefined : canonicalClient(peer);
  if (forwarded === undefined || trusted === undefined) return from;
  if (peer !== undefined && (from === undefined || !contains(trusted, from))) return from;
  let client = from;
  for (const element of forwarded.slice(-8192).split(',').slice(-LONGEST_LIST).reverse()) {
    const address = canonicalAddress(addressOf(element.trim()));
    if (address === undefined) break;
    client = address;
    if (!contains(trusted, address)) break;
  }
  return client;
}

/** `for="[2001:db8::7]:4711";proto=https` of RFC 7239, or the address itself. */
function addressOf(element: string): string {
  const match = /(?:^|;)\s*for="?([^";]{1,64})"?/iu.exec(element.slice(0, 512));
  return match?.[1] ?? element;
}
