// Keeps a ticket page up to date, and announces the visitor's turn.
import { follow } from './queue-stream.js';

let scheduled = false;
let isNewConnection = true;

follow(
  (type, { priority }) => {
    // Later tickets change nothing here unless they have priority; the state matters only after a reconnect.
    const isNews = type === 'issue' ? priority !== '' : type !== 'state' || isNewConnection;
    isNewConnection = false;
    if (!isNews || scheduled) return;
    scheduled = true;
    // All ticket pages receive each call: spread their requests.
    setTimeout(refresh, 200 + Math.random() * 800);
  },
  (isConnected) => {
    isNewConnection ||= isConnected;
  },
);

async function refresh() {
  scheduled = false;
  const response = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
  if (response?.ok !== true) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const main = fresh.querySelector('main');
  if (main === null || main.innerHTML === document.querySelector('main').innerHTML) return;
  const isMyTurn = fresh.body.dataset.state === 'called' && document.body.dataset.state !== 'called';
  document.querySelector('main').replaceChildren(...main.childNodes);
  document.body.dataset.state = fresh.body.dataset.state;
  document.getElementById('live').textContent = document.querySelector('.ticket-page').innerText;
  if (isMyTurn) {
    document.title = `${document.body.dataset.turn} – ${document.title}`;
    navigator.vibrate?.([300, 150, 300]);
  }
}
