import { detector } from './detector.ts';
import { signatureHits } from './signature-hits.ts';
import { LIMITS } from './thresholds.ts';

/** Steps out of the folder of a site, files of the operating system, and inclusion of files from elsewhere. */
export const traversal = detector({
  name: 'traversal',
  kinds: ['traversal'],
  events: ['http'],
  detect(event, circumstances) {
    const hits = signatureHits('traversal', event.url, circumstances);
    const isDelivered =
      (event.status === 200 || event.status === 206) && event.bytes >= LIMITS.answerBytes && event.method !== 'HEAD';
    if (!isDelivered) return hits;
    return hits?.map((hit) =>
      hit.pattern === 'system-file' && hit.weight >= 1 ? { ...hit, answer: event.bytes } : hit,
    );
  },
});
