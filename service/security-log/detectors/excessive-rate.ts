import { detector } from './detector.ts';
import { LIMITS } from './thresholds.ts';

/** More requests than people, crawlers and offices behind one address send. */
export const excessiveRate = detector({
  name: 'excessive-rate',
  kinds: ['excessive-rate'],
  events: ['http'],
  detect(event, { requests }) {
    if (event.status === 429) return [{ kind: 'excessive-rate', pattern: 'limited', weight: 0.05 }];
    if (requests < LIMITS.requestsPerMinute || requests % LIMITS.requestsPerMinute !== 0) return undefined;
    return [{ kind: 'excessive-rate', pattern: 'requests', weight: 0.5, count: 1 }];
  },
});
