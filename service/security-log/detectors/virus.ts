import { detector } from './detector.ts';
import { LIMITS } from './thresholds.ts';

/** Infected files. One that is still there in a later scan was not blocked. */
export const virus = detector({
  name: 'virus',
  kinds: ['virus'],
  events: ['virus'],
  detect({ signature, count }, circumstances) {
    const first = circumstances.since('virus');
    const remains = first !== undefined && circumstances.time - first >= LIMITS.virusRemains;
    const hit = { kind: 'virus', pattern: signature.slice(0, 200), weight: 1, count } as const;
    return [remains ? { ...hit, success: 'the file was found again in a later scan' } : hit];
  },
});
