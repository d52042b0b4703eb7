import type { JSX } from 'preact';
import type { Estimate } from '../../../ticket-queue/representations/schemas.ts';
import type { PlacedTicket } from '../../../ticket-queue/stores/ticket-store.ts';
import type { QueuePageContext } from '../queue-page-context.ts';
import { estimateText } from './estimate-text.ts';
import { QrCode } from './qr-code.tsx';

interface KioskTicketProps {
  readonly page: QueuePageContext;
  readonly placed: PlacedTicket;
  readonly estimate: Estimate | undefined;
  /** Absolute URL of the ticket page, for the QR code; undefined if PUBLIC_URL is unset. */
  readonly address: string | undefined;
}

/** The number shown on the kiosk tablet for some seconds, without any actions on the ticket. */
export function KioskTicket({ page, placed, estimate, address }: KioskTicketProps): JSX.Element {
  const { texts } = page;
  const { ticket, ahead } = placed;
  return (
    <div class="ticket-page">
      <h1>
        <span class="label">{texts.yourTicket}</span> <span class="number">{ticket.number}</span>
      </h1>
      <p class="count">{ahead === 0 ? texts.youAreNext : texts.ahead(ahead)}</p>
      {estimate === undefined ? null : (
        <p>
          {texts.label(texts.estimateLabel)} {estimateText(estimate, texts)}
        </p>
      )}
      <p>{texts.remember}</p>
      {address === undefined ? null : (
        <figure>
          <QrCode text={address} label={texts.qrLabel} />
          <figcaption>{texts.scan}</figcaption>
        </figure>
      )}
      <p>
        <a class="button large" href={page.queueLink('/kiosk')}>
          {texts.nextPerson}
        </a>
      </p>
    </div>
  );
}
