import type { JSX } from 'preact';
import { EstimatedWait, TicketCode } from './ticket-parts.tsx';
import type { TicketProps } from './ticket-parts.tsx';

/** The number shown on the kiosk tablet for some seconds, without any actions on the ticket. */
export function KioskTicket({ page, placed, estimate, address }: TicketProps): JSX.Element {
  const { texts } = page;
  const { ticket, ahead } = placed;
  return (
    <div class="ticket-page">
      <h1>
        <span class="label">{texts.yourTicket}</span> <span class="number">{ticket.number}</span>
      </h1>
      <p class="count">{ahead === 0 ? texts.youAreNext : texts.ahead(ahead)}</p>
      <EstimatedWait texts={texts} estimate={estimate} />
      <p>{texts.remember}</p>
      <TicketCode page={page} address={address} />
      <p>
        <a class="button large" href={page.queueLink('/kiosk')}>
          {texts.nextPerson}
        </a>
      </p>
    </div>
  );
}
