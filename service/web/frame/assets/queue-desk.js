// The desk: calls the next ticket, and acts on called ones.
import { request, requestKey, say } from './queue-requests.js';
import { follow, waitingText } from './queue-stream.js';

const element = (id) => document.getElementById(id);
let isOpen = false;
// Kept until the request succeeds: retrying after a failure does not call another ticket.
let pendingCall;

// The counter is kept for this tab, so that a reload continues at the same counter.
const COUNTER = 'kiosque counter';
const counter = () => sessionStorage.getItem(COUNTER) ?? '';

element('enter').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem(COUNTER, element('counter').value);
  void open();
});

element('leave').addEventListener('click', () => {
  sessionStorage.removeItem(COUNTER);
  location.reload();
});

if (counter() !== '') void open();

async function open() {
  isOpen = await showCurrent();
  element('enter').hidden = isOpen;
  element('work').hidden = !isOpen;
  if (isOpen) element('call').focus();
}

element('call').addEventListener('click', async () => {
  element('call').disabled = true;
  pendingCall ??= requestKey();
  const answer = await request('/calls', { method: 'POST', body: { counter: counter() }, key: pendingCall });
  element('call').disabled = false;
  if (answer === undefined) return;
  pendingCall = undefined;
  if (answer.status === 204) say(document.body.dataset.nobody);
  else add(await answer.json());
});

follow((type, data) => {
  if (type === 'state') element('waiting').textContent = waitingText(data.waiting);
  // Another desk may have changed a ticket of this desk.
  else if (isOpen && type !== 'issue' && type !== 'call') void showCurrent();
});

/** Shows the tickets being served at this desk. Returns whether the session is valid. */
async function showCurrent() {
  const answer = await request('/tickets?state=called');
  if (answer === undefined) return false;
  const { tickets } = await answer.json();
  // Without the scope, the list has no tokens.
  const mine = tickets.filter((ticket) => ticket.counter === counter() && ticket.token !== undefined);
  element('current').replaceChildren();
  for (const ticket of mine.reverse()) add(ticket);
  element('nobody').hidden = mine.length > 0;
  await showAbsent();
  return true;
}

/** Shows the no-shows of all desks, which any desk can requeue. */
async function showAbsent() {
  const answer = await request('/tickets?state=no-show&limit=10');
  if (answer === undefined) return;
  const { tickets } = await answer.json();
  const rows = tickets.filter(({ token }) => token !== undefined).map((ticket) => row(ticket, 'absent-ticket'));
  element('no-shows').replaceChildren(...rows);
  element('absent').hidden = rows.length === 0;
}

function add(ticket) {
  // A repeated response to the same call is the same ticket.
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
