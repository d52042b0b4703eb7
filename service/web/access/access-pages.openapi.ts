import * as z from 'zod';
import type { ProblemKind } from '../../http/problems/problem.ts';
import { TEXT, textParameter } from '../../openapi/api-operation.ts';
import type { Answer, Operation } from '../../openapi/api-operation.ts';
import { PROBLEM } from '../../openapi/api-problems.ts';
import { LANGUAGE_HEADER, LANGUAGE_QUERY } from '../frame/language.parameters.ts';

/** Schemas of the path parameters. */
export const PATH = { id: textParameter('Id of the key.') };

const PAGE: Answer = {
  description: 'The page.',
  headers: ['Cache-Control', 'Content-Language', 'Vary'],
  content: { 'text/html': TEXT },
};
const RETURN_TO = { return_to: textParameter('Path of this site to return to.') };
const CSRF = { csrf: z.string().optional().meta({ description: 'CSRF token of the session.' }) };

function redirect(description: string): Answer {
  return { description, headers: ['Location'] };
}

/** The page with its form, to try again. */
function pageAgain(description: string): Answer {
  const content = { 'text/html': TEXT, 'application/problem+json': PROBLEM };
  return { description, headers: ['Content-Language', 'X-Request-Id'], content };
}

function page(summary: string, description: string, ...problems: readonly ProblemKind[]): Operation {
  return {
    summary,
    description,
    query: LANGUAGE_QUERY,
    headers: LANGUAGE_HEADER,
    answers: { 200: PAGE },
    problems: ['unavailable', ...problems],
  };
}

function form(
  body: z.ZodType,
  [summary, description]: readonly [string, string],
  answers: Operation['answers'],
  ...problems: readonly ProblemKind[]
): Operation {
  const bodyType = 'application/x-www-form-urlencoded';
  return {
    summary,
    description,
    query: LANGUAGE_QUERY,
    body,
    bodyType,
    bodyRequired: false,
    answers,
    problems: ['unavailable', ...problems],
  };
}

const TO_KEYS = { 303: redirect('Redirects to the keys page.') };
const TO_DEVICES = { 303: redirect('Redirects to the devices page.') };
const BY_PERSON = ['not-found', 'conflict'] as const;
const confirmation = z.object(CSRF).meta({ id: 'ConfirmationForm' });

const KEY_FORM = z
  .object({
    ...CSRF,
    name: z.string(),
    scopes: z.array(z.string()),
    queues: z.string().optional().meta({ description: 'Names separated by commas; all if empty.' }),
    days: z.string().optional().meta({ description: 'Days until it expires; never if empty.' }),
  })
  .meta({ id: 'KeyForm' });

/** Signing in and out. */
const SIGN_IN = {
  getSignInPage: {
    ...page('Sign-in page', 'Leads to the provider or, if none is configured, asks for a key.', 'unauthorized'),
    query: { ...LANGUAGE_QUERY, ...RETURN_TO, signed_out: textParameter('Present after signing out.') },
  },
  postSignIn: form(
    z.object({ key: z.string(), return_to: z.string().optional() }).meta({ id: 'SignInForm' }),
    ['Sign in with a key', 'Only if no provider is configured. Sets the session cookie.'],
    {
      303: redirect('Redirects to return_to.'),
      403: pageAgain(
        'The key is not valid (the page is returned to try again), or the request came from another site.',
      ),
    },
    'not-found',
  ),
  getSignInStart: {
    summary: 'Sign in at the provider',
    description: 'OpenID Connect authorization code flow with PKCE, state and nonce.',
    query: RETURN_TO,
    answers: { 302: redirect('Redirects to the provider.') },
    problems: ['not-found', 'unavailable'],
  },
  getSignInCallback: {
    summary: 'Where the provider returns people to',
    description: 'Sets the session cookie if the answer matches the request that this browser started.',
    query: {
      code: textParameter('Authorization code.'),
      state: textParameter('State of the request.'),
      iss: textParameter('Issuer (RFC 9207).'),
      error: textParameter('Error code of the provider.'),
    },
    answers: { 303: redirect('Redirects to the page that required signing in.') },
    problems: ['forbidden', 'not-found', 'unavailable'],
  },
  postSignOut: form(
    confirmation,
    ['Sign out', 'Ends the session here, then at the provider.'],
    {
      200: PAGE,
      303: redirect('Redirects to the sign-in page if the session was started with a key.'),
    },
    'unauthorized',
  ),
} as const satisfies Record<string, Operation>;

/** The pages for signing in, keys and devices, and their forms. */
export const OPERATIONS = {
  ...SIGN_IN,
  getKeysPage: page(
    'Keys page',
    'Lists the keys: name, first characters, scopes, queues, creation, last use and expiry.',
  ),
  postKey: form(
    KEY_FORM,
    ['Create a key', 'The page with the new key, which is shown this one time.'],
    { 200: PAGE, 400: pageAgain('The name, a scope, a queue or the number of days is not valid.') },
    'conflict',
  ),
  postKeyRotation: form(
    confirmation,
    ['Rotate a key', 'The old key stays valid for 24 hours.'],
    { 200: PAGE },
    'not-found',
    'conflict',
  ),
  postKeyRevocation: form(
    confirmation,
    ['Revoke a key', 'It stops working within a second in every process.'],
    TO_KEYS,
    'not-found',
  ),
  getDevicesPage: {
    ...page('Devices page', 'Lists paired devices and asks for the code of a new one.', 'not-found'),
    query: { ...LANGUAGE_QUERY, done: textParameter('Result to report.') },
  },
  postDeviceCheck: form(
    z.object({ ...CSRF, code: z.string() }).meta({ id: 'DeviceCheckForm' }),
    ['Find the device that shows a code', 'The page that asks for confirmation.'],
    { 200: PAGE, 404: pageAgain('No device is waiting with this code.') },
  ),
  postDevice: form(
    z.object({ ...CSRF, code: z.string(), name: z.string() }).meta({ id: 'DeviceForm' }),
    ['Confirm the pairing of a device', 'The key that the device already has becomes valid.'],
    TO_DEVICES,
    ...BY_PERSON,
  ),
  postDeviceRevocation: form(
    confirmation,
    ['Revoke a device', 'Its key stops working within a second in every process.'],
    TO_DEVICES,
    ...BY_PERSON,
  ),
  getPairPage: {
    ...page('Page of a device that is being paired', 'Shows the kinds of devices, then the code.'),
    answers: { 200: PAGE, 303: redirect('Redirects to the page of the device once it is confirmed.') },
  },
  postPairing: form(
    z.object({ kind: z.string() }).meta({ id: 'PairingForm' }),
    ['Request a code for this device', 'Sets the cookie with the key of the device, which is not valid yet.'],
    { 303: redirect('Redirects to the page with the code.') },
  ),
} satisfies Record<string, Operation>;
