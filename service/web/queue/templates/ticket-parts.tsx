import type { JSX } from 'preact';
import type { Estimate } from '../../../ticket-queue/representations/schemas.ts';
import type { PlacedTicket } from '../../../ticket-queue/stores/ticket-store.ts';
import type { QueueMessages } from '../queue-messages.ts';
import type { QueuePageContext } from '../queue-page-context.ts';
import { QrCode } from './qr-code.tsx';

/** A ticket, and what its pages need to show it. */
export interface TicketProps {
  readonly page: QueuePageContext;
  readonly placed: PlacedTicket;
  readonly estimate: Estimate | undefined;
  /** Absolute URL of the ticket page, for the QR code; undefined if PUBLIC_URL is unset. */
  readonly address: string | undefined;
}

interface EstimatedWaitProps {
  readonly texts: QueueMessages;
  readonly estimate: Estimate | undefined;
}

/** An estimate in whole minutes, at least one: `About 5 to 10 min`; nothing without an estimate. */
export function EstimatedWait({ texts, estimate }: EstimatedWaitProps): JSX.Element | null {
  if (estimate === undefined) return null;
  const minutes = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));
  return (
    <p>
      {texts.label(texts.estimateLabel)} {texts.estimate(minutes(estimate.fromSeconds), minutes(estimate.toSeconds))}
    </p>
  );
}

/** The QR code of a ticket page; nothing without its address. */
export function TicketCode({ page, address }: Pick<TicketProps, 'page' | 'address'>): JSX.Element | null {
  if (address === undefined) return null;
  const { texts } = page;
  return (
    <figure>
      <QrCode text={address} label={texts.qrLabel} />
      <figcaption>{texts.scan}</figcaption>
    </figure>
  );
}
