import type { JSX } from 'preact';
import { EstimatedWait, TicketCode } from './ticket-parts.tsx';
import type { TicketProps } from './ticket-parts.tsx';

interface MyTicketProps extends TicketProps {
  readonly stale: boolean;
}

/** The ticket page: number, position and QR code. */
export function MyTicket({ page, placed, estimate, stale, address }: MyTicketProps): JSX.Element {
  const { texts } = page;
  const { ticket, ahead } = placed;
  const waits = ticket.state === 'waiting';
  return (
    <div class={`ticket-page ${ticket.state}`}>
      {stale ? <p class="notice">{texts.away}</p> : null}
      <h1>
        <span class="label">{texts.myTicket}</span> <span class="number">{ticket.number}</span>
      </h1>
      <p class="ticket-state">{texts.state[ticket.state]}</p>
      {ticket.state === 'called' && ticket.counter !== undefined ? (
        <p class="counter">{texts.goTo(ticket.counter)}</p>
      ) : null}
      {waits ? <p class="count">{ahead === 0 ? texts.youAreNext : texts.ahead(ahead)}</p> : null}
      {waits ? <EstimatedWait texts={texts} estimate={estimate} /> : null}
      {waits ? <Waiting page={page} token={ticket.token} address={address} /> : null}
      {waits || ticket.state === 'called' ? null : (
        <p class="more">
          <a href={page.queueLink('')}>{texts.another}</a>
        </p>
      )}
    </div>
  );
}

function Waiting({ page, token, address }: Pick<MyTicketProps, 'page' | 'address'> & { token: string }): JSX.Element {
  const { texts } = page;
  return (
    <>
      <p>{texts.keep}</p>
      <TicketCode page={page} address={address} />
      <form method="post" action={page.queueLink(`/tickets/${token}/cancel`)}>
        <button class="button quiet" type="submit">
          {texts.cancel}
        </button>
      </form>
    </>
  );
}
