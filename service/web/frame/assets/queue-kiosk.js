// The tablet at the entrance: how many wait, and always a fresh form.
import { follow, waitingText } from './queue-stream.js';

const waiting = document.getElementById('waiting');
if (waiting !== null) {
  follow((type, data) => {
    if (type === 'state') waiting.textContent = waitingText(data.waiting);
  });
}

// A page that the browser kept has the form of whoever went before.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
