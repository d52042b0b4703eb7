// Shared by desk and supervisor: requests with the session of the page.

const { api, csrf, refused, failed } = document.body.dataset;
const element = (id) => document.getElementById(id);
const TIMEOUT_MS = 5000;

/** Sends a request; shows errors in the page, and returns the response only if it succeeded. */
export async function request(path, { method = 'GET', body, key } = {}) {
  const headers = { accept: 'application/json' };
  if (method !== 'GET') headers['x-csrf-token'] = csrf;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key !== undefined) headers['idempotency-key'] = key;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const sent = { method, headers, signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${api}${path}`, sent).catch(() => undefined);
  if (response?.ok === true) {
    say('');
    return response;
  }
  const status = response?.status;
  if (status === 409) say(document.body.dataset.changed);
  else say(status === 401 || status === 403 ? refused : failed);
  return undefined;
}

export function say(text) {
  element('message').textContent = text;
}

/** Returns an unguessable key; crypto.randomUUID exists only on secure origins. */
export function requestKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
