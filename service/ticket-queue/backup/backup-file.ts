import { createHash } from 'node:crypto';
import type { Counters, TicketStore } from '../stores/ticket-store.ts';
import type { Ticket } from '../ticket.ts';

/** What a backup holds: the tickets, and how far numbers were given out. */
export interface Backup {
  readonly queue: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  readonly tickets: readonly Ticket[];
  readonly counters: Counters;
}

/** A backup that must not be restored: the message says why. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

const KIND = 'kiosque queue backup';
const VERSION = 1;

/** Reads a whole queue. What moves meanwhile is in it as it was before or after. */
export async function takeBackup(store: TicketStore, queue: string, at: number): Promise<Backup> {
  const tickets: Ticket[] = [];
  for await (const page of store.tickets()) tickets.push(...page);
  // After the tickets: no number that is in the backup is given out again.
  return { queue, at, tickets, counters: await store.counters() };
}

/**
 * A backup as JSON lines (https://jsonlines.org): a head, one line a ticket, the counters, and last the SHA-256 of
 * everything before.
 */
export function writeBackup({ queue, at, tickets, counters }: Backup): Buffer {
  const head = { kind: KIND, version: VERSION, queue, at: new Date(at).toISOString(), tickets: tickets.length };
  const lines = [head, ...tickets.map((ticket) => ({ ticket })), { counters }].map(
    (line) => `${JSON.stringify(line)}\n`,
  );
  const body = lines.join('');
  return Buffer.from(`${body}${JSON.stringify({ sha256: checksum(body) })}\n`);
}

/** @throws BackupError when it is none, of another version, cut off or changed. */
export function readBackup(bytes: Buffer): Backup {
  const text = bytes.toString();
  const cut = text.lastIndexOf('\n', text.length - 2) + 1;
  const [body, end] = [text.slice(0, cut), parse(text.slice(cut))];
  if (end['sha256'] !== checksum(body)) {
    throw new BackupError('The checksum does not fit: the backup is cut off or was changed. Take another one.');
  }
  const lines = body.split('\n').slice(0, -1).map(parse);
  const head = lines[0] ?? {};
  if (head['kind'] !== KIND) throw new BackupError('This is not a backup of a queue.');
  if (head['version'] !== VERSION) {
    throw new BackupError(
      `The backup has version ${String(head['version'])}; this Kiosque reads version ${String(VERSION)}.`,
    );
  }
  const tickets = lines.flatMap((line) => (line['ticket'] === undefined ? [] : [line['ticket'] as Ticket]));
  const counters = (lines.at(-1)?.['counters'] ?? {}) as Counters;
  return { queue: String(head['queue']), at: Date.parse(String(head['at'])), tickets, counters };
}

/** Tickets that are taken in at once; between two pages others are served. */
const PAGE = 200;

/**
 * Takes a backup in. Tickets that the store has already stay as they are, so it may be done again, or into a queue that
 * went on. Numbers given from then on bear the mark: what was given out after the backup is not known.
 *
 * @returns how many tickets the store did not have.
 */
export async function restoreBackup(store: TicketStore, { tickets, counters }: Backup, mark: number): Promise<number> {
  // First the counters: who takes a ticket meanwhile gets a number that nobody has.
  await store.restoreCounters(counters, mark);
  let added = 0;
  for (let index = 0; index < tickets.length; index += PAGE) {
    added += await store.restoreTickets(tickets.slice(index, index + PAGE));
  }
  return added;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parse(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new BackupError('This is not a backup of a queue, or it is cut off: a line of it is not JSON.');
  }
}
