import { detector } from './detector.ts';
import { signatureHits } from './signature-hits.ts';

/** Statements, commands, code and templates in requests, and requests that make the server call another. */
export const injection = detector({
  name: 'injection',
  kinds: ['injection'],
  events: ['http'],
  detect(event, circumstances) {
    const hits = signatureHits('injection', event.url, circumstances);
    return event.status >= 500 ? hits?.map((hit) => ({ ...hit, isServerError: true })) : hits;
  },
});
