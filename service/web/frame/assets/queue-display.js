// The waiting room display: calls are announced one after the other, even if they arrive together.
import { follow, waitingText } from './queue-stream.js';

// Long enough to be read across a room; shorter while other announcements are pending.
const ALONE_MS = 8000;
const CROWDED_MS = 3500;
// Calls missed while disconnected are listed; only recent ones are announced.
const RECENT_MS = 60_000;
const PASS_MS = 14_400_000;
const SHOWN = Number(document.body.dataset.shown);

const element = (id) => document.getElementById(id);
const pending = [];
let busy = false;
let audio;

follow(
  (type, data) => {
    if (type === 'call' || type === 'recall') {
      list(data);
      if (Date.now() - Date.parse(data.at) < RECENT_MS) announce(data);
    } else if (type === 'state') {
      element('waiting').textContent = waitingText(data.waiting);
    }
  },
  (connected) => {
    element('connection').hidden = connected;
    if (!connected) void renewPass();
  },
);
setInterval(renewPass, PASS_MS);

/** The pass for reserved streams is valid for half a day, but a display runs for weeks. */
async function renewPass() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
  if (response?.ok !== true) return;
  const { body } = new DOMParser().parseFromString(await response.text(), 'text/html');
  document.body.dataset.events = body.dataset.events;
}

function list({ number, counter = '' }) {
  const calls = element('calls');
  const row = calls.insertRow(0);
  row.insertCell().textContent = number;
  row.insertCell().textContent = counter;
  for (const other of [...calls.rows].slice(1)) if (other.cells[0].textContent === number) other.remove();
  while (calls.rows.length > SHOWN) calls.rows[SHOWN].remove();
}

function announce(call) {
  pending.push(call);
  if (!busy) next();
}

function next() {
  const call = pending.shift();
  busy = call !== undefined;
  document.body.classList.toggle('calling', busy);
  if (call === undefined) return;
  const counter = call.counter ?? '';
  element('now-number').textContent = call.number;
  element('now-counter').textContent =
    counter === '' ? '' : document.body.dataset.counter.replace('{counter}', counter);
  sound(call.number, element('now-counter').textContent);
  setTimeout(next, pending.length > 0 ? CROWDED_MS : ALONE_MS);
}

// Browsers allow sound only after a user gesture.
element('sound').addEventListener('click', () => {
  audio = new AudioContext();
  element('sound').hidden = true;
  chime();
});

function sound(number, place) {
  if (audio === undefined) return;
  chime();
  if (!('speechSynthesis' in window)) return;
  const speech = new SpeechSynthesisUtterance(`${number.replace('-', ' ')}. ${place}`);
  speech.lang = document.body.dataset.language;
  speechSynthesis.speak(speech);
}

/** Two notes, the second lower. */
function chime() {
  [880, 660].forEach((frequency, index) => {
    const start = audio.currentTime + index * 0.35;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.25, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.6);
  });
}
