import type { FindingKind } from '../findings/finding.ts';
import { detector } from './detector.ts';

/** What the name of a fail2ban jail says about its lines. */
const JAILS: readonly (readonly [name: RegExp, kind: FindingKind])[] = [
  [/limit|flood|d?dos|req/i, 'excessive-rate'],
  [/bot|scan|script|probe|forbidden|404|overflow|fake|search/i, 'probe'],
  [/inject|shellshock|modsec|suhosin|waf/i, 'injection'],
];

/** What fail2ban found and banned. */
export const banned = detector({
  name: 'banned',
  kinds: ['brute-force', 'excessive-rate', 'probe', 'injection'],
  events: ['ban'],
  detect({ action, jail, count }) {
    if (action === 'unban' || action === 'restore') return undefined;
    const [, kind] = JAILS.find(([name]) => name.test(jail)) ?? [undefined, 'brute-force' as const];
    return [{ kind, pattern: 'fail2ban', weight: action === 'ban' ? 1 : 0.2, count }];
  },
});
