import type { Ticket } from '../ticket.ts';
import type { PlacedTicket } from './ticket-store.ts';

const NUMBERS = ['sequence', 'issuedAt', 'order', 'calledAt', 'calls', 'endedAt'] as const;

/** Parses `[ticket, number of tickets ahead]`, as scripts return it. */
export function placedOf(answer: unknown): PlacedTicket {
  const [json, ahead] = answer as [string, number];
  return { ticket: ticketOf(json), ahead };
}

/** A ticket as the scripts store it. */
export function jsonOf(ticket: Ticket): string {
  return JSON.stringify(ticket, (_name, value: unknown) => (typeof value === 'number' ? String(value) : value));
}

/** Scripts keep numbers as text: Lua's JSON would round microseconds. */
export function ticketOf(json: unknown): Ticket {
  const fields = JSON.parse(String(json)) as Record<string, string | number>;
  for (const name of NUMBERS) {
    if (name in fields) fields[name] = Number(fields[name]);
  }
  return fields as unknown as Ticket;
}
