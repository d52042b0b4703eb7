import { detector } from './detector.ts';
import { signatureHits } from './signature-hits.ts';
import { LIMITS } from './thresholds.ts';

/** Files that pages embed: many of them missing at once is a broken page. */
const EMBEDDED = /\.(?:png|jpe?g|gif|svg|webp|avif|ico|css|js|mjs|map|woff2?|ttf|eot|mp4|webm|mp3|pdf)(?:$|\?)/i;
/** Not 401: clients of WebDAV, Git and Windows ask for each address without a credential first. */
const REFUSED = new Set([400, 403, 404, 405, 410, 414, 444, 501]);

/** Tools that look for weaknesses: by their name, by what they leave in addresses, and by asking for page after page that is not there. */
export const scanner = detector({
  name: 'scanner',
  kinds: ['scanner'],
  events: ['http'],
  detect(event, circumstances) {
    const { client } = circumstances;
    const hits = signatureHits('scanner', event.url, circumstances);
    if (!REFUSED.has(event.status)) {
      if (client.count('missing') > 0) client.add('answered', 1);
      return hits;
    }
    if (EMBEDDED.test(event.url)) return hits;
    const query = event.url.indexOf('?');
    const different = client.addDistinct('missing', query === -1 ? event.url : event.url.slice(0, query));
    const missing = client.add('missing', 1);
    if (different < LIMITS.missingPages || missing < LIMITS.missingShare * (missing + client.count('answered')))
      return hits;
    return [...(hits ?? []), { kind: 'scanner', pattern: 'missing-pages', weight: 0.2 }];
  },
});
