// The supervisor's statistics, reloaded every few seconds.
import { request } from './queue-requests.js';
import { waitingText } from './queue-stream.js';

const PERIOD_MS = 5000;
const element = (id) => document.getElementById(id);
let timer;

void show();

async function show() {
  clearTimeout(timer);
  const answers = await Promise.all([
    request('/statistics'),
    request('/tickets?limit=50'),
    request('/tickets?state=called'),
  ]);
  timer = setTimeout(show, PERIOD_MS);
  if (answers.includes(undefined)) return;
  const [figures, line, serving] = await Promise.all(answers.map((answer) => answer.json()));
  element('figures').hidden = false;
  element('waiting').textContent = waitingText(figures.waiting);
  for (const time of ['waitingTime', 'servingTime']) {
    for (const cell of element(time).querySelectorAll('[data-figure]')) {
      cell.textContent = figures[time].count === 0 ? '–' : minutes(figures[time][cell.dataset.figure] * 1000);
    }
  }
  element('no-shows').textContent = `${Math.round(figures.noShowShare * 100)} %`;
  rows('line', line.tickets, ({ issuedAt }) => minutes(Date.now() - Date.parse(issuedAt)));
  rows('serving', serving.tickets, ({ counter = '' }) => counter);
}

function rows(id, tickets, text) {
  const body = element(id);
  body.replaceChildren();
  for (const ticket of tickets) {
    const row = body.insertRow();
    row.insertCell().textContent = ticket.number;
    row.insertCell().textContent = text(ticket);
  }
}

function minutes(milliseconds) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const count = (milliseconds / 60_000).toLocaleString(document.documentElement.lang, digits);
  return document.body.dataset.minutes.replace('{count}', count);
}
