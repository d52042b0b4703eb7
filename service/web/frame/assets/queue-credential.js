// Shared by desk and supervisor: the credential of this tab, and requests with it.

const { api, refused, failed } = document.body.dataset;
const element = (id) => document.getElementById(id);
const TIMEOUT_MS = 5000;

/** Prompts for the credential unless this tab has one, then calls `enter`, which returns whether it was accepted. */
export function withCredential(enter) {
  element('enter').addEventListener('submit', async (event) => {
    event.preventDefault();
    for (const input of event.target.querySelectorAll('input'))
      sessionStorage.setItem(`kiosque ${input.id}`, input.value);
    await enter();
  });
  for (const input of element('enter').querySelectorAll('input')) {
    input.value = sessionStorage.getItem(`kiosque ${input.id}`) ?? '';
  }
  if (element('key').value !== '') void enter();
}

export function forgetCredential() {
  sessionStorage.clear();
  element('key').value = '';
}

/** Returns the entered value of a field. */
export function entered(id) {
  return sessionStorage.getItem(`kiosque ${id}`) ?? '';
}

/** Sends a request; shows errors in the page, and returns the response only if it succeeded. */
export async function request(path, { method = 'GET', body, key } = {}) {
  const headers = { authorization: `Bearer ${entered('key')}`, accept: 'application/json' };
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
