import type { JSX } from 'preact';
import type { QueueMessages } from '../queue-messages.ts';
import type { QueuePageContext } from '../queue-page-context.ts';

const MOVES: readonly (readonly [string, keyof QueueMessages & ('recall' | 'complete' | 'noShow' | 'requeue')])[] = [
  ['recall', 'recall'],
  ['complete', 'complete'],
  ['no-show', 'noShow'],
  ['requeue', 'requeue'],
];

/** The desk page. */
export function Desk({ page }: { readonly page: QueuePageContext }): JSX.Element {
  const { texts, queueTitle } = page;
  return (
    <div class="desk">
      <h1>
        {texts.deskTitle} – {queueTitle}
      </h1>
      <form id="enter" class="fields">
        <label for="counter">{texts.counter}</label>
        <input id="counter" name="counter" required maxlength={32} autocomplete="off" aria-describedby="counter-help" />
        <p id="counter-help" class="hint">
          {texts.counterHelp}
        </p>
        <button class="button" type="submit">
          {texts.open}
        </button>
      </form>
      <p id="message" role="status" />
      <div id="work" hidden>
        <p id="waiting" class="count" />
        <button id="call" class="button large" type="button">
          {texts.callNext}
        </button>
        <h2>{texts.current}</h2>
        <p id="nobody">{texts.nobodyHere}</p>
        <ul id="current" class="tickets" />
        <section id="absent" aria-labelledby="absent-title" hidden>
          <h2 id="absent-title">{texts.noShows}</h2>
          <ul id="no-shows" class="tickets" />
        </section>
        <button id="leave" class="button quiet" type="button">
          {texts.leave}
        </button>
      </div>
      <TicketTemplate id="ticket" moves={MOVES} texts={texts} />
      <TicketTemplate id="absent-ticket" moves={MOVES.slice(-1)} texts={texts} />
    </div>
  );
}

function TicketTemplate({ id, moves, texts }: { id: string; moves: typeof MOVES; texts: QueueMessages }): JSX.Element {
  return (
    <template id={id}>
      <li>
        <strong class="number" />
        <span class="moves">
          {moves.map(([move, text]) => (
            <button key={move} class="button quiet" type="button" data-move={move}>
              {texts[text]}
            </button>
          ))}
        </span>
      </li>
    </template>
  );
}
