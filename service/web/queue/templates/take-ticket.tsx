import type { JSX } from 'preact';
import type { Estimate } from '../../../ticket-queue/representations/schemas.ts';
import type { Priority } from '../../../ticket-queue/ticket-queue.config.ts';
import type { QueueMessages } from '../queue-messages.ts';
import type { QueuePageContext } from '../queue-page-context.ts';
import { EstimatedWait } from './ticket-parts.tsx';
import { CsrfField } from '../../frame/account.tsx';

interface TakeTicketProps {
  readonly page: QueuePageContext;
  readonly waiting: number;
  readonly estimate: Estimate | undefined;
  readonly priorities: readonly Priority[];
  /** Idempotency key: submitting the form twice issues one ticket. */
  readonly requestKey: string;
  readonly csrfToken: string | undefined;
  /** Whether the submitted form has expired or is not from this queue. */
  readonly refused: boolean;
  /** Form action, relative to the queue's path. */
  readonly action: '/take' | '/kiosk';
}

/** The page for taking a ticket; the form works without scripts. */
export function TakeTicket(props: TakeTicketProps): JSX.Element {
  const { page, waiting, estimate, priorities, requestKey, csrfToken, refused, action } = props;
  const { texts, queueTitle } = page;
  return (
    <div class="ticket-page">
      {refused ? <p class="notice">{texts.formRefused}</p> : null}
      <h1>{queueTitle}</h1>
      <p id="waiting" class="count">
        {waitingText(waiting, texts)}
      </p>
      <EstimatedWait texts={texts} estimate={estimate} />
      <form method="post" action={page.queueLink(action)}>
        <input type="hidden" name="key" value={requestKey} />
        <CsrfField token={csrfToken} />
        {priorities.length === 0 ? null : <Priorities page={page} priorities={priorities} />}
        <button class="button large" type="submit">
          {texts.take}
        </button>
      </form>
      {action === '/kiosk' ? null : (
        <p class="more">
          <a href={page.queueLink('/display')}>{texts.display}</a>
        </p>
      )}
    </div>
  );
}

function Priorities({ page, priorities }: Pick<TakeTicketProps, 'page' | 'priorities'>): JSX.Element {
  const choices = [
    { name: '', label: page.texts.ordinary },
    ...priorities.map(({ name }) => ({ name, label: priorityText(name, page.texts) })),
  ];
  return (
    <fieldset>
      <legend>{page.texts.priority}</legend>
      {choices.map(({ name, label }) => (
        <label key={name}>
          <input type="radio" name="priority" value={name} checked={name === ''} /> {label}
        </label>
      ))}
    </fieldset>
  );
}

function priorityText(name: string, { priorities }: QueueMessages): string {
  if (Object.hasOwn(priorities, name)) return priorities[name] ?? name;
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}

function waitingText(count: number, texts: QueueMessages): string {
  return count === 0 ? texts.nobody : count === 1 ? texts.onePerson : texts.people(String(count));
}
