import type { HttpEvent } from '../events/log-event.ts';
import { detector } from './detector.ts';
import type { Hit } from './detector.ts';
import { signatureHits } from './signature-hits.ts';
import { LIMITS } from './thresholds.ts';

/** Signatures of what a site may really have: asking for it is a probe only where it is missing or refused. */
const MAY_EXIST = new Set(['admin-interface', 'proxy']);

/** Methods of WebDAV (RFC 4918), whose clients look for their own files, such as `.DS_Store`, in folders they were told about. */
const WEBDAV = new Set(['PROPFIND', 'PROPPATCH', 'MKCOL', 'LOCK', 'UNLOCK']);

/** Requests for files that hold secrets, for administration pages a site does not have, and for known holes. */
export const probe = detector({
  name: 'probe',
  kinds: ['probe'],
  events: ['http'],
  detect(event, circumstances) {
    if (circumstances.matches.length === 0) return undefined;
    const hits = signatureHits('probe', event.url, circumstances)?.filter(
      ({ pattern }) => !MAY_EXIST.has(pattern) || (isRefused(event.status) && !WEBDAV.has(event.method)),
    );
    if (hits === undefined || hits.length === 0) return undefined;
    return hits.map((hit) => withAnswer(hit, event));
  },
});

function isRefused(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

/** A sensitive file that was delivered is an attack, unless the site answers everything alike. */
function withAnswer(hit: Hit, { status, bytes, method }: HttpEvent): Hit {
  const isDelivered = (status === 200 || status === 206) && bytes >= LIMITS.answerBytes && method !== 'HEAD';
  return hit.pattern === 'sensitive-file' && hit.weight >= 0.5 && isDelivered ? { ...hit, answer: bytes } : hit;
}
