import type { ProtocolEvent } from '../events/log-event.ts';
import { detector } from './detector.ts';
import { signatureHits } from './signature-hits.ts';

/** Weights of what a connection did. Health checks and port scans of one's own connect and leave, too. */
const WEIGHTS: Readonly<Record<ProtocolEvent['reason'], number>> = {
  handshake: 0.1,
  negotiation: 0.2,
  identification: 0.2,
  'invalid-request': 0.2,
  timeout: 0.15,
  closed: 0.05,
  'too-many-attempts': 0.4,
};

/** Requests that break the rules of a protocol, and connections that never get as far as a request. */
export const protocolAbuse = detector<'http' | 'protocol'>({
  name: 'protocol-abuse',
  kinds: ['protocol-abuse'],
  events: ['http', 'protocol'],
  detect(event, circumstances) {
    if (event.kind === 'http') {
      const hits = signatureHits('protocol-abuse', event.url, circumstances);
      if (event.method !== '' || event.status !== 400) return hits;
      return [...(hits ?? []), { kind: 'protocol-abuse', pattern: 'invalid-request', weight: 0.2 }];
    }
    const { reason, count } = event;
    return circumstances.attempts === 0
      ? undefined
      : [{ kind: 'protocol-abuse', pattern: reason, weight: WEIGHTS[reason], count }];
  },
});
