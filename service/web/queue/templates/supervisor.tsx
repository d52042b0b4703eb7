import type { JSX } from 'preact';
import type { QueueMessages } from '../queue-messages.ts';
import type { QueuePageContext } from '../queue-page-context.ts';

/** The supervisor page: statistics and tickets. */
export function Supervisor({ page }: { readonly page: QueuePageContext }): JSX.Element {
  const { texts, queueTitle } = page;
  return (
    <div class="supervisor">
      <h1>
        {texts.supervisorTitle} – {queueTitle}
      </h1>
      <p id="message" role="status" />
      <div id="figures" hidden>
        <p id="waiting" class="count" />
        <Times texts={texts} />
        <p>
          {texts.label(texts.noShows)} <span id="no-shows" />
        </p>
        <Tickets id="line" title={texts.line} columns={[texts.number, texts.since]} />
        <Tickets id="serving" title={texts.serving} columns={[texts.number, texts.counter]} />
      </div>
    </div>
  );
}

function Times({ texts }: { texts: QueueMessages }): JSX.Element {
  return (
    <table>
      <thead>
        <tr>
          <td />
          <th scope="col">{texts.median}</th>
          <th scope="col">{texts.ninetieth}</th>
        </tr>
      </thead>
      <tbody>
        {(['waitingTime', 'servingTime'] as const).map((time) => (
          <tr key={time} id={time}>
            <th scope="row">{texts[time]}</th>
            <td data-figure="medianSeconds" />
            <td data-figure="ninetiethSeconds" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Tickets({ id, title, columns }: { id: string; title: string; columns: readonly string[] }): JSX.Element {
  return (
    <section aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody id={id} />
      </table>
    </section>
  );
}
