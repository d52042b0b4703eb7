// The kiosk tablet: shows the number of waiting tickets, and always a fresh form.
import { follow, waitingText } from './queue-stream.js';

const waiting = document.getElementById('waiting');
if (waiting !== null) {
  follow((type, data) => {
    if (type === 'state') waiting.textContent = waitingText(data.waiting);
  });
}

// A page from the back/forward cache has the form of the previous visitor.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
