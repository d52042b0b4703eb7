import { detector } from './detector.ts';
import { signatureHits } from './signature-hits.ts';

/** Markup and scripts that a page would run if it repeated the request. Whether it did, a log does not tell. */
export const crossSiteScripting = detector({
  name: 'cross-site-scripting',
  kinds: ['cross-site-scripting'],
  events: ['http'],
  detect: (event, circumstances) => signatureHits('cross-site-scripting', event.url, circumstances),
});
