import type { ProtocolEvent } from '../events/log-event.ts';
import { detector } from './detector.ts';
import { signatureHits } from './signature-hits.ts';
import { REPORT_SCORE } from './thresholds.ts';

/** Weights of what a connection did. */
const WEIGHTS: Readonly<Record<ProtocolEvent['reason'], number>> = {
  handshake: 0.1,
  negotiation: 0.2,
  identification: 0.2,
  'invalid-request': 0.2,
  timeout: 0.15,
  closed: 0.05,
  'too-many-attempts': 0.4,
};

/** How a connection ends that nothing was said on. */
const SILENT =
  /^(?:did not receive identification|kex_exchange_identification: (?:read: )?connection (?:closed|reset))/i;

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
    if (circumstances.attempts === 0) return undefined;
    const { reason, count } = event;
    const weight = WEIGHTS[reason];
    const score = circumstances.score('protocol-abuse') + weight * count;
    // Monitoring and load balancers connect and leave, too, however often: that alone is not reported.
    const isEnough = isSilent(event) && score >= REPORT_SCORE['protocol-abuse'];
    return [{ kind: 'protocol-abuse', pattern: reason, weight: isEnough ? 0 : weight, count }];
  },
});

function isSilent({ reason, detail }: ProtocolEvent): boolean {
  return reason === 'closed' || (reason === 'identification' && SILENT.test(detail));
}
