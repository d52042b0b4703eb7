import type { HttpEvent, LoginEvent } from '../events/log-event.ts';
import { detector } from './detector.ts';
import type { Circumstances, Hit } from './detector.ts';
import { signInOf } from './sign-in.ts';
import type { SignIn } from './sign-in.ts';
import { LIMITS } from './thresholds.ts';

/**
 * Guessed credentials: from one address quickly or slowly, for one account from many addresses, and lists of stolen
 * credentials, which are tried once or twice for each of many accounts.
 */
export const bruteForce = detector<'login' | 'http'>({
  name: 'brute-force',
  kinds: ['brute-force', 'credential-stuffing'],
  events: ['login', 'http'],
  detect(event, circumstances) {
    const signIn = event.kind === 'login' ? event : signInOf(event);
    if (signIn === undefined) return undefined;
    if (signIn.outcome === 'sent') return sent(circumstances);
    return signIn.outcome === 'accepted' ? accepted(signIn, circumstances) : failed(event, signIn, circumstances);
  },
});

function failed(
  event: LoginEvent | HttpEvent,
  signIn: { readonly outcome: string; readonly service: string; readonly user: string },
  circumstances: Circumstances,
): Hit[] | undefined {
  const { attempts, client, user } = circumstances;
  if (attempts === 0) return undefined;
  const failures = client.add('failures', attempts);
  const users = signIn.user === '' ? client.distinct('users') : client.addDistinct('users', signIn.user);
  const isStuffing =
    signIn.outcome === 'failed' && users >= LIMITS.stuffedUsers && failures <= users * LIMITS.attemptsPerStuffedUser;
  const isSlow = failures >= LIMITS.slowFailures && circumstances.score('brute-force') < 1;
  const hits: Hit[] = [
    {
      kind: isStuffing ? 'credential-stuffing' : 'brute-force',
      pattern: isSlow ? 'slow' : signIn.service,
      weight: isSlow ? 1 / attempts : LIMITS.failureWeight,
      count: attempts,
    },
  ];
  if (user !== undefined && event.client !== undefined) {
    user.add('failures', attempts);
    const addresses = user.addDistinct('addresses', event.client);
    if (addresses >= LIMITS.distributedAddresses)
      hits.push({
        kind: 'brute-force',
        pattern: 'distributed',
        weight: LIMITS.failureWeight,
        count: attempts,
        source: 'user',
      });
  }
  return hits;
}

/** Some sites answer a failure with the same page and status: sent again and again, it is guessing. */
function sent({ client }: Circumstances): Hit[] | undefined {
  if (client.add('signIns', 1) <= LIMITS.signInsSent) return undefined;
  return [{ kind: 'brute-force', pattern: 'repeated', weight: LIMITS.failureWeight / 2 }];
}

/** The credential was found if failures led up to it. */
function accepted(signIn: SignIn, { client }: Circumstances): Hit[] | undefined {
  const failures = client.count('failures');
  if (failures < LIMITS.failuresBeforeSuccess) return undefined;
  const success = `sign-in accepted${signIn.user === '' ? '' : ` for ${signIn.user.slice(0, 60)}`} after ${String(failures)} failures`;
  return [{ kind: 'brute-force', pattern: 'accepted', weight: 1, success }];
}
