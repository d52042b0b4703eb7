// Keeps an open page fresh: when the service announces content newer than the page, the main part is fetched again.
const state = {
  versions: JSON.parse(document.body.dataset.versions ?? '{}'),
  stale: document.body.dataset.stale === 'true',
};
let scheduled;

const stream = new EventSource('/changes');
const staleByCollection = {};
stream.addEventListener('content', (event) => {
  const { collection, version, stale } = JSON.parse(event.data);
  if (!(collection in state.versions)) return;
  staleByCollection[collection] = stale;
  const changed = version !== null && version !== state.versions[collection];
  const anyStale = Object.values(staleByCollection).some(Boolean);
  const known = Object.keys(staleByCollection).length === Object.keys(state.versions).length;
  if (changed || (known && anyStale !== state.stale)) schedule();
});

// Spread the requests of the readers of a popular page.
function schedule() {
  clearTimeout(scheduled);
  scheduled = setTimeout(refresh, 200 + Math.random() * 1300);
}

async function refresh() {
  // Do not interrupt typing; the page is fetched afterwards.
  if (document.activeElement instanceof HTMLInputElement) return schedule();
  const response = await fetch(location.href, { cache: 'no-cache', headers: { accept: 'text/html' } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  const main = fresh.querySelector('main');
  const current = document.querySelector('main');
  if (main === null || current === null) return;
  const open = new Set([...current.querySelectorAll('details[open]')].map(({ id }) => id));
  const focused = document.activeElement?.getAttribute('href');
  current.replaceChildren(...main.childNodes);
  for (const details of current.querySelectorAll('details')) details.open = open.has(details.id);
  if (focused) current.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  state.versions = JSON.parse(fresh.body.dataset.versions ?? '{}');
  state.stale = fresh.body.dataset.stale === 'true';
  document.body.dataset.stale = fresh.body.dataset.stale;
  document.getElementById('live').textContent = document.body.dataset.updated;
}
