// The desk: calls the next, and moves those it has called on.
import { entered, forgetCredential, request, requestKey, say, withCredential } from './queue-credential.js';
import { follow, waitingText } from './queue-stream.js';

const element = (id) => document.getElementById(id);
let isOpen = false;
// Kept until it is answered: pressing again after a failure calls nobody else.
let pendingCall;

withCredential(async () => {
  isOpen = await showCurrent();
  element('enter').hidden = isOpen;
  element('work').hidden = !isOpen;
  if (isOpen) element('call').focus();
});

element('leave').addEventListener('click', () => {
  forgetCredential();
  location.reload();
});

element('call').addEventListener('click', async () => {
  element('call').disabled = true;
  pendingCall ??= requestKey();
  const answer = await request('/calls', { method: 'POST', body: { counter: entered('counter') }, key: pendingCall });
  element('call').disabled = false;
  if (answer === undefined) return;
  pendingCall = undefined;
  if (answer.status === 204) say(document.body.dataset.nobody);
  else add(await answer.json());
});

follow((type, data) => {
  if (type === 'state') element('waiting').textContent = waitingText(data.waiting);
  // Somebody else may have moved a ticket of this desk on.
  else if (isOpen && type !== 'issue' && type !== 'call') void showCurrent();
});

/** Those who were called to this desk and are not done with. Gives whether the credential was accepted. */
async function showCurrent() {
  const answer = await request('/tickets?state=called');
  if (answer === undefined) return false;
  const { tickets } = await answer.json();
  // Without the scope the list is there, but nobody's token is.
  const mine = tickets.filter(({ counter, token }) => counter === entered('counter') && token !== undefined);
  element('current').replaceChildren();
  for (const ticket of mine.reverse()) add(ticket);
  element('nobody').hidden = mine.length > 0;
  await showAbsent();
  return true;
}

/** Those who did not come, whichever desk called them: who comes after all is put back by any. */
async function showAbsent() {
  const answer = await request('/tickets?state=no-show&limit=10');
  if (answer === undefined) return;
  const { tickets } = await answer.json();
  const rows = tickets.filter(({ token }) => token !== undefined).map((ticket) => row(ticket, 'absent-ticket'));
  element('no-shows').replaceChildren(...rows);
  element('absent').hidden = rows.length === 0;
}

function add(ticket) {
  // The same call, answered twice, is one person.
  element('current')
    .querySelector(`[data-token="${CSS.escape(ticket.token)}"]`)
    ?.remove();
  element('current').prepend(row(ticket, 'ticket'));
  element('nobody').hidden = true;
}

function row({ number, token }, template) {
  const row = element(template).content.cloneNode(true).firstElementChild;
  row.querySelector('.number').textContent = number;
  row.dataset.token = token;
  for (const button of row.querySelectorAll('button')) {
    button.setAttribute('aria-label', `${button.textContent} ${number}`);
    button.addEventListener('click', async () => {
      const moved = await request(`/tickets/${token}/${button.dataset.move}`, { method: 'POST' });
      if (moved === undefined || button.dataset.move === 'recall') return;
      row.remove();
      element('nobody').hidden = element('current').childElementCount > 0;
      await showAbsent();
    });
  }
  return row;
}
