import type { JSX } from 'preact';
import type { Ticket } from '../../../ticket-queue/ticket.ts';
import type { QueueMessages } from '../queue-messages.ts';
import type { QueuePageContext } from '../queue-page-context.ts';

/** Number of calls shown on the display. */
export const SHOWN_CALLS = 6;

/** The waiting room display. Its script announces calls one after the other. */
export function Display({
  page,
  called,
}: {
  readonly page: QueuePageContext;
  readonly called: readonly Ticket[];
}): JSX.Element {
  const { texts, queueTitle } = page;
  const [last] = called;
  return (
    <div class="display">
      <header>
        <h1>{queueTitle}</h1>
        <p id="waiting" />
        <p id="connection" role="status" hidden>
          {texts.disconnected}
        </p>
        <button id="sound" class="button quiet" type="button">
          {texts.sound}
        </button>
      </header>
      <section class="now" aria-live="assertive" aria-atomic="true" aria-label={texts.displayTitle}>
        <p id="now-number" class="number">
          {last?.number}
        </p>
        <p id="now-counter" class="counter">
          {last?.counter === undefined ? null : texts.goTo(last.counter)}
        </p>
      </section>
      <RecentCalls texts={texts} called={called} />
    </div>
  );
}

function RecentCalls({ texts, called }: { texts: QueueMessages; called: readonly Ticket[] }): JSX.Element {
  return (
    <section aria-labelledby="last-calls">
      <h2 id="last-calls">{texts.lastCalls}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.number}</th>
            <th scope="col">{texts.counter}</th>
          </tr>
        </thead>
        <tbody id="calls">
          {called.map(({ number, counter }) => (
            <tr key={number}>
              <td>{number}</td>
              <td>{counter}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
