import type { HttpEvent, LoginEvent } from '../events/log-event.ts';

/** A sign-in, whatever log tells about it. */
export interface SignIn {
  /** `sent` where the answer does not tell. */
  readonly outcome: LoginEvent['outcome'] | 'sent';
  readonly service: string;
  readonly user: string;
}

const SIGN_IN_PAGE =
  /\/(?:wp-login\.php|xmlrpc\.php|administrator\/index\.php|(?:[\w.-]{0,40}\/){0,6}(?:log-?in|sign-?in|log-?on|sessions?|auth(?:enticate|orize)?|oauth\/token|token|j_security_check|do-?login|user_login|account\/login|login_check|otp|2fa|password)(?:\.\w{2,5})?\/?)(?:$|\?)/i;

/** Says which requests sign somebody in; undefined for every other. */
export function signInOf(event: HttpEvent): SignIn | undefined {
  const { method, status, user, url } = event;
  if (status === 401 && user !== '') return { outcome: 'failed', service: 'http', user };
  if (method !== 'POST' || !SIGN_IN_PAGE.test(url)) return undefined;
  if (status === 401 || status === 403 || status === 422) return { outcome: 'failed', service: 'http', user };
  // WordPress repeats its form after a failure, and redirects after a success.
  if (url.includes('/wp-login.php') && status === 200) return { outcome: 'failed', service: 'wordpress', user };
  if (status === 302 || status === 303) return { outcome: 'accepted', service: 'http', user };
  return status === 200 ? { outcome: 'sent', service: 'http', user } : undefined;
}
