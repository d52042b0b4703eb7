import type { FindingKind } from '../findings/finding.ts';
import { WEAK } from '../signatures/signature.ts';
import type { Circumstances, Hit } from './detector.ts';

/** Hits for the signatures of one kind. A weak sign counts once for each address asked for, however often it is repeated. */
export function signatureHits(kind: FindingKind, url: string, { matches, client }: Circumstances): Hit[] | undefined {
  if (matches.length === 0) return undefined;
  let hits: Hit[] | undefined;
  for (const match of matches) {
    if (match.kind !== kind) continue;
    const weight = match.weight <= WEAK ? weakWeight(client, match.name + url) : match.weight;
    (hits ??= []).push({ kind, pattern: match.name, weight });
  }
  return kind === 'probe' ? strongestOnly(hits) : hits;
}

/** One address may be in several lists of what is asked for everywhere; that makes it no worse. */
function strongestOnly(hits: Hit[] | undefined): Hit[] | undefined {
  if (hits === undefined || hits.length < 2) return hits;
  const best = hits.reduce((left, right) => (right.weight > left.weight ? right : left));
  return hits.map((hit) => (hit === best ? hit : { ...hit, weight: 0 }));
}

function weakWeight(client: Circumstances['client'], sign: string): number {
  if (client.has('weak', sign)) return 0;
  client.addDistinct('weak', sign);
  return WEAK;
}
