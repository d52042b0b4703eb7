// Follows the events of a queue for days: whenever the stream breaks, it is reopened after the last received event.

const SILENCE_MS = 50_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
const TYPES = ['issue', 'call', 'recall', 'complete', 'no-show', 'requeue', 'cancel', 'reset', 'state'];

/**
 * Calls `onEvent(type, data)` for each event, and `onConnection(isConnected)` when that changes. The URL is in `data-events` of the
 * body, and is reread whenever the stream is opened.
 */
export function follow(onEvent, onConnection = () => undefined) {
  let source;
  let lastEventId = '';
  let pause = FIRST_PAUSE_MS;
  let watchdog;

  function open() {
    const address = new URL(document.body.dataset.events, location.href);
    if (lastEventId !== '') address.searchParams.set('lastEventId', lastEventId);
    source = new EventSource(address);
    source.addEventListener('open', () => {
      pause = FIRST_PAUSE_MS;
      onConnection(true);
    });
    for (const type of TYPES) source.addEventListener(type, (event) => receive(type, event));
    source.addEventListener('heartbeat', watch);
    source.addEventListener('closing', reopen);
    source.addEventListener('error', reopen);
    watch();
  }

  function receive(type, event) {
    watch();
    lastEventId = event.lastEventId;
    onEvent(type, JSON.parse(event.data));
  }

  // A silently broken connection looks idle, but idle ones have heartbeats.
  function watch() {
    clearTimeout(watchdog);
    watchdog = setTimeout(reopen, SILENCE_MS);
  }

  // EventSource stops reconnecting after an error response, which gateways send while pods are replaced.
  function reopen() {
    clearTimeout(watchdog);
    source.close();
    onConnection(false);
    setTimeout(open, pause * (0.5 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }

  open();
}

/** Formats the number of waiting tickets. */
export function waitingText(count) {
  const { waitingNone, waitingOne, waitingMany } = document.body.dataset;
  return count === 0 ? waitingNone : count === 1 ? waitingOne : waitingMany.replace('{count}', String(count));
}
